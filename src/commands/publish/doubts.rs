//! What somebody may not mean to show to everybody who can read the registry: each is asked about.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::bundle::Bundle;
use crate::cli::args::publish::PublishArgs;
use crate::commands::context::Context;
use crate::error::Error;
use crate::model::mount::MountKind;
use crate::model::project::Project;
use crate::remote::artifact::Part;
use crate::ui::prompt::Question;

/// Refuses, or asks until all is settled. A no ends the command.
pub(super) async fn settle(
    context: &Context,
    project: &Project,
    bundle: &Bundle,
    args: &PublishArgs,
) -> Result<(), Error> {
    if !args.with_env && !bundle.with_env_files.is_empty() {
        let services = bundle.with_env_files.iter();
        let lines: Vec<String> =
            services.map(|service| format!("service {service:?} has env_file declared.\n")).collect();
        let lines = lines.concat();
        return Err(Error::failed(format!(
            "{lines}To avoid leaking sensitive data, you must either explicitly allow the sending of environment variables \
             by using the --with-env flag,\nor remove sensitive data from your Compose configuration"
        )));
    }
    for doubt in doubts(project, bundle, args.with_env) {
        let question = Question { text: &doubt, otherwise: "nothing is published; -y answers with yes" };
        if !context.confirm(question, args.yes).await? {
            return Err(Error::cancelled());
        }
    }
    Ok(())
}

fn doubts(project: &Project, bundle: &Bundle, with_env: bool) -> Vec<String> {
    let mut doubts = Vec::new();
    let mut doubt = |intro: &str, things: BTreeSet<String>, question: &str| {
        if !things.is_empty() {
            let mut text = format!("{intro}\n");
            for thing in &things {
                writeln!(text, "  {thing}").expect("a string takes everything");
            }
            doubts.push(text + question);
        }
    };
    doubt(
        "you are about to publish bind mounts declaration within your OCI artifact.\n\
         only the bind mount declarations will be added to the OCI artifact (not content)\n\
         please double check that you are not mounting potential user's sensitive directories or data",
        bind_mounts(project),
        "Are you ok to publish these bind mount declarations?",
    );
    doubt(
        "you are about to publish sensitive data within your OCI artifact.\n\
         please double check that you are not leaking sensitive data",
        bundle.parts.iter().flat_map(secrets).collect(),
        "Are you ok to publish these sensitive data?",
    );
    let literals = bundle.literals.iter().filter(|(_, key)| !with_env && sounds_secret(key));
    doubt(
        "you are about to publish environment variables whose names sound like secrets, with their values",
        literals.map(|(service, key)| format!("service {service}: {key}")).collect(),
        "Are you ok to publish these environment variables?",
    );
    doubt(
        "you are about to publish configs with the content that stands in the Compose file",
        bundle.contents.iter().cloned().collect(),
        "Are you ok to publish these configs?",
    );
    doubts
}

fn bind_mounts(project: &Project) -> BTreeSet<String> {
    let services = project.services.values();
    let mounts = services.flat_map(|service| service.volumes.iter().map(move |mount| (service, mount)));
    mounts
        .filter(|(_, mount)| mount.kind == MountKind::Bind)
        .map(|(service, mount)| format!("{}: {}:{}", service.name, mount.source, mount.target))
        .collect()
}

/// What looks like a secret in a file: its kind and line, never itself.
fn secrets(part: &Part) -> Vec<String> {
    const MARKS: [(&str, &str); 7] = [
        (r"-----BEGIN [A-Z ]*PRIVATE KEY-----", "a private key"),
        (r"\b(AKIA|ASIA)[A-Z0-9]{16}\b", "an AWS access key"),
        (r"\bgh[pousr]_[A-Za-z0-9]{36}", "a GitHub token"),
        (r"\bglpat-[A-Za-z0-9_-]{20}", "a GitLab token"),
        (r"\bxox[abprs]-[A-Za-z0-9-]{10,}", "a Slack token"),
        (r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.", "a JSON web token"),
        (r"://[^/\s:@$]+:[^/\s:@$]+@", "a password in an address"),
    ];
    let marks = MARKS.map(|(pattern, what)| (regex_lite::Regex::new(pattern).expect("the patterns are right"), what));
    let (name, is_env) = match part {
        Part::Project { name, .. } | Part::Extended { name, .. } => (name, false),
        Part::Environment { name, .. } => (name, true),
    };
    let text = String::from_utf8_lossy(part.text());
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate().map(|(index, line)| (index + 1, line)) {
        let named =
            line.split_once('=').filter(|(key, value)| is_env && sounds_secret(key) && !value.trim().is_empty());
        let marked = marks.iter().find(|(pattern, _)| pattern.is_match(line)).map(|(_, what)| (*what).to_owned());
        let what = marked.or_else(|| named.map(|(key, _)| key.trim().to_owned()));
        found.extend(what.map(|what| format!("{name}:{number}: {what}")));
    }
    found
}

fn sounds_secret(key: &str) -> bool {
    let key = key.to_uppercase();
    let words =
        ["PASSWORD", "PASSWD", "SECRET", "TOKEN", "CREDENTIAL", "API_KEY", "APIKEY", "PRIVATE_KEY", "ACCESS_KEY"];
    // A file that has it is none.
    !key.trim().ends_with("_FILE") && words.iter().any(|word| key.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_found_and_not_shown() {
        let text = "A=1\nDB_PASSWORD=hunter2\nURL=postgres://me:hunter2@db/x\nDB_PASSWORD_FILE=/x\nEMPTY_TOKEN=\n";
        let found = secrets(&Part::Environment { name: "x.env".to_owned(), text: text.as_bytes().to_vec() });
        assert_eq!(found, ["x.env:2: DB_PASSWORD", "x.env:3: a password in an address"]);
        let key = "content: |\n  -----BEGIN RSA PRIVATE KEY-----\nimage: a@sha256:1\nurl: http://${USER}:${PASS}@h\n";
        let found = secrets(&Part::Project { name: "c.yaml".to_owned(), text: key.as_bytes().to_vec() });
        assert_eq!(found, ["c.yaml:2: a private key"]);
    }

    #[test]
    fn each_kind_is_asked_about_once() {
        let bundle = Bundle {
            literals: vec![("web".to_owned(), "API_KEY".to_owned()), ("web".to_owned(), "MODE".to_owned())],
            contents: vec!["motd".to_owned()],
            ..Bundle::default()
        };
        let asked = doubts(&Project::default(), &bundle, false);
        assert_eq!(asked.len(), 2);
        assert!(asked[0].contains("service web: API_KEY\n") && !asked[0].contains("MODE"));
        assert!(asked[1].contains("motd"));
        assert_eq!(doubts(&Project::default(), &bundle, true).len(), 1);
    }
}
