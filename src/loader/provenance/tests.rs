//! What is written down while files are merged, and what is told of it.

use super::query::{Account, Explanation, Kind, explain_from};
use super::{Action, AliasKind, Origin};
use crate::loader::load_from;
use crate::loader::request::{LoadOptions, LoadRequest};
use crate::loader::source::memory::Memory;

fn explained(files: &[(&str, &str)], what: &str) -> Result<Explanation, String> {
    let names = ["/p/compose.yaml", "/p/over.yaml"].into_iter();
    let own = names.filter(|name| files.iter().any(|(path, _)| path == name)).map(str::to_owned);
    let request = LoadRequest {
        files: own.collect(),
        working_dir: "/p".into(),
        environment: [("HOST".to_owned(), "h".to_owned())].into(),
        options: LoadOptions { record: true, ..LoadOptions::default() },
        ..LoadRequest::default()
    };
    let memory = Memory::new(files.iter().copied());
    let loaded = load_from(&request, &memory).map_err(|error| error.to_string())?;
    explain_from(&loaded, what, &memory).map_err(|error| error.to_string())
}

fn accounts(files: &[(&str, &str)], what: &str) -> Vec<Account> {
    match explained(files, what) {
        Ok(Explanation::Values(accounts)) => accounts,
        other => panic!("{other:?}"),
    }
}

/// `path=value KIND position; ACTION position value`, a line for each value.
fn lines(files: &[(&str, &str)], what: &str) -> Vec<String> {
    let line = |account: &Account| {
        let value = account.value.as_ref().map_or_else(|| "removed".to_owned(), ToString::to_string);
        let position = |source: &super::query::Source| {
            source.span.as_ref().map_or_else(String::new, crate::model::span::Span::position)
        };
        let losers = account.superseded.iter().map(|loser| {
            let action = loser.action.map_or_else(|| "Over".to_owned(), |action| format!("{action:?}"));
            format!("; {action} {} {}", position(&loser.source), loser.value)
        });
        format!("{}={value} {}{}", account.path, position(&account.source), losers.collect::<String>())
    };
    accounts(files, what).iter().map(line).collect()
}

const COMPOSE: &str = "/p/compose.yaml";
const OVER: &str = "/p/over.yaml";

#[test]
fn a_later_file_replaces_and_appends() {
    let files = [
        (COMPOSE, "services:\n  a:\n    image: x:1\n    ports: ['80:80']\n    command: [one]\n"),
        (OVER, "services:\n  a:\n    image: x:2\n    ports: ['81:81', '80:80']\n    command: [two]\n"),
    ];
    let image = "services.a.image=\"x:2\" /p/over.yaml:3:12; Replaced /p/compose.yaml:3:12 \"x:1\"";
    assert_eq!(lines(&files, "services.a.image"), [image]);
    assert_eq!(lines(&files, "a.image"), [image]);
    let command = "services.a.command=[\"two\"] /p/over.yaml:5:14; Replaced /p/compose.yaml:5:14 [\"one\"]";
    assert_eq!(lines(&files, "a.command"), [command]);
    let ports = accounts(&files, "a.ports");
    assert_eq!(ports.len(), 2);
    assert_eq!((ports[0].superseded.len(), ports[0].superseded[0].action), (1, Some(Action::SameEntry)));
    assert!(ports[1].source.is_appended && !ports[0].source.is_appended);
    assert_eq!(ports[1].source.kind, Kind::File(2));
    assert_eq!(accounts(&files, "a.ports.81:81")[0].path, "services.a.ports.1");
    assert_eq!(accounts(&files, "a.ports[1].target")[0].value, Some(81.into()));
}

#[test]
fn tags_remove_what_earlier_files_say() {
    let files = [
        (COMPOSE, "services:\n  a:\n    image: x\n    hostname: h\n    dns: [1.1.1.1]\n"),
        (OVER, "services:\n  a:\n    hostname: !reset null\n    dns: !override [8.8.8.8]\n"),
    ];
    let hostname = accounts(&files, "a.hostname").remove(0);
    assert_eq!((hostname.value, hostname.source.kind), (None, Kind::Tag(Action::Reset)));
    assert_eq!(hostname.superseded[0].value, "h");
    let dns = accounts(&files, "a.dns");
    assert_eq!(
        (dns[0].value.clone(), dns[1].source.kind.clone()),
        (Some("8.8.8.8".into()), Kind::Tag(Action::Override))
    );
}

#[test]
fn bases_and_included_files_are_named() {
    let files = [
        (
            COMPOSE,
            "include: [sub/i.yaml]\nservices:\n  a: {extends: b, image: a}\n  b: {image: b, hostname: h}\n  i: {image: own}\n",
        ),
        ("/p/sub/i.yaml", "services: {i: {image: inner, hostname: h}}\n"),
    ];
    let image = accounts(&files, "a.image").remove(0);
    assert_eq!(
        (image.source.kind, image.superseded[0].source.kind.clone()),
        (Kind::File(1), Kind::Extends("b".to_owned()))
    );
    assert_eq!(accounts(&files, "a.hostname")[0].source.kind, Kind::Extends("b".to_owned()));
    assert_eq!(accounts(&files, "b.hostname")[0].source.kind, Kind::File(1));
    assert_eq!(accounts(&files, "i.hostname")[0].source.kind, Kind::Include);
    assert_eq!(accounts(&files, "i.image")[0].superseded[0].source.kind, Kind::Include);
}

#[test]
fn merge_keys_lose_to_own_keys() {
    let files = [(COMPOSE, "x-c: &c {image: c, hostname: h}\nservices:\n  a:\n    <<: *c\n    image: own\n")];
    let image = "services.a.image=\"own\" /p/compose.yaml:5:12; OwnKey /p/compose.yaml:1:17 \"c\"";
    assert_eq!(lines(&files, "a.image"), [image]);
    assert_eq!(accounts(&files, "a.hostname")[0].source.alias, Some(AliasKind::MergeKey));
}

#[test]
fn the_whole_chain_of_an_environment_counts() {
    let files = [
        (
            COMPOSE,
            "services:\n  a:\n    image: x\n    profiles: [off]\n    env_file: [a.env, b.env]\n    environment: {A: '1', HOST: }\n",
        ),
        (OVER, "services:\n  a:\n    environment: [A=2]\n"),
        ("/p/a.env", "A=file\nB=file\n"),
        ("/p/b.env", "A=later\n"),
    ];
    let chain = "services.a.environment.A=\"2\" /p/over.yaml:3:19; SameEntry /p/compose.yaml:6:19 \"1\"; \
                 Over /p/b.env:1:1 \"later\"; Over /p/a.env:1:1 \"file\"";
    assert_eq!(lines(&files, "a.environment.A"), [chain]);
    assert_eq!(lines(&files, "a.environment.B"), ["services.a.environment.B=\"file\" /p/a.env:2:1"]);
    let host = accounts(&files, "a.environment.HOST").remove(0);
    let origin = host.variables[0].assignment.as_ref().map(|found| found.origin);
    assert_eq!((host.value, origin), (Some("h".into()), Some(Origin::Process)));
}

#[test]
fn variables_are_found_with_their_uses() {
    let files = [
        (COMPOSE, "services: {a: {image: 'x:${V:-1}-$HOST'}}\nsecrets: {s: {environment: P}}\n"),
        ("/p/.env", "V=2\nP=p\nV=3\n"),
    ];
    let Ok(Explanation::Variable(variable)) = explained(&files, "$V") else { panic!("no variable") };
    let values: Vec<&str> = variable.values.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(values, ["3", "2"]);
    assert_eq!((variable.uses[0].of.form.as_str(), variable.uses[0].of.result.as_deref()), ("${V:-1}", Some("3")));
    let Ok(Explanation::Variable(secret)) = explained(&files, "P") else { panic!("no variable") };
    assert!(secret.is_secret && accounts(&files, "secrets.s.content")[0].is_secret);
    let unknown = explained(&files, "a.imgae").expect_err("no such key");
    assert_eq!(unknown, "nothing is called \"a.imgae\" in this project");
}
