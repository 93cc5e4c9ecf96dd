//! `config --explain`: where a value is from, and what it took the place of.

mod json;
mod text;

use super::super::context::Context;
use crate::cli::args::config::ConfigArgs;
use crate::error::Error;
use crate::loader::Loaded;
use crate::loader::provenance::query;
use crate::model::json::pretty;

/// The text to print; the project was loaded with a record.
pub(super) fn explain(context: &Context, loaded: &Loaded, args: &ConfigArgs, what: &str) -> Result<String, Error> {
    let explanation = query::explain(loaded, what)?;
    match args.format.as_deref() {
        Some("json") => Ok(pretty(&json::of(&explanation, &context.working_dir)) + "\n"),
        None | Some("" | "text") => Ok(text::of(&explanation, &context.working_dir)),
        Some(other) => Err(super::unsupported(other)),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{json, text};
    use crate::loader::load_from;
    use crate::loader::provenance::query::{ExplainError, explain_from};
    use crate::loader::request::{LoadOptions, LoadRequest};
    use crate::loader::source::memory::Memory;
    use crate::model::json::pretty;

    /// The text and the JSON of an answer, or the error.
    fn shown(files: &[(&str, &str)], what: &str) -> Result<[String; 2], ExplainError> {
        let memory = Memory::new(files.iter().copied());
        let request = LoadRequest {
            files: vec!["/p/compose.yaml".to_owned(), "/p/over.yaml".to_owned()],
            working_dir: "/p".into(),
            profiles: vec!["*".to_owned()],
            environment: [("TOKEN".to_owned(), "s3cr3t-token".to_owned())].into(),
            options: LoadOptions { record: true, ..LoadOptions::default() },
            ..LoadRequest::default()
        };
        let loaded = load_from(&request, &memory).unwrap_or_else(|error| panic!("{error}"));
        let explanation = explain_from(&loaded, what, &memory)?;
        let folder = Path::new("/p");
        Ok([text::of(&explanation, folder), pretty(&json::of(&explanation, folder))])
    }

    const COMPOSE: &str = "
name: p-${SUFFIX}
include:
- path: [/p/in/compose.yaml, /p/in/over.yaml]
  env_file: /p/in/e.env
x-shared: &shared ${TOKEN}
services:
  web:
    image: ${PASSWORD:-s3cr3t-default}
    command: [sh, *shared]
    entrypoint: >-
      folded
      \"${TOKEN}\"
    hostname: plain
    user: ${EMPTY:-${NONE:-a${PASSWORD}}}
    working_dir: ${PASSWORD:+s3cr3t-word}
    environment: {COPY: '$PASSWORD', URL: '${URL}', PASSWORD: , TOKEN: , LOST: 'a-${TOKEN}', PART: \"\\u0024{RAW}\"}
    env_file: [/p/web.env, {path: /p/raw.env, format: raw}, /p/.env]
    label_file: /p/labels
    labels: ['${TOKEN}.x=${TOKEN}']
    ports: ['${PORT}:80']
    tmpfs: ['/${TOKEN}']
    extra_hosts: {host: '${TOKEN}'}
    depends_on: {api: {condition: service_started}}
    build: {context: '/b/${TOKEN}', args: [TOKEN, 'A=${TOKEN}']}
  api: {image: api, profiles: [off], environment: [PASSWORD, 'B=${TOKEN}', '${NAME}']}
  copy: {extends: web, image: '${TOKEN}', environment: {TOKEN: s3cr3t-literal}}
configs:
  written: {content: 'a ${PASSWORD} b'}
  named: {environment: TOKEN}
secrets:
  password: {environment: PASSWORD}
  token: {environment: TOKEN}
  named: {environment: '${NAME}'}
  old: {environment: BEFORE}
  port: {environment: PORT}
volumes:
  v: {driver_opts: {o: 'password=${PASSWORD}'}, labels: {l: '$TOKEN'}}
";
    const OVER: &str = "
services:
  web:
    hostname: ${SHOWN}
    image: ${TOKEN}
    tmpfs: !override ['/tmp']
    environment: {COPY: plain, LOST: !reset null}
    labels: !reset []
  api: {image: plain, environment: !override [C=d]}
secrets:
  old: {environment: TOKEN}
";
    const DOTENV: &str = "RAW=s3cr3t-raw\nPASSWORD=s3cr3t-before\nPASSWORD=\"${RAW}\"\nURL=db://u:${PASSWORD}@db\nNAME=FAR\n\
                          FAR=s3cr3t-far\nBEFORE=s3cr3t-old\nSHOWN=visible\nPORT=7331\nSUFFIX=x\n";

    /// Every value of a secret has `s3cr3t` or 7331 in it.
    const FILES: [(&str, &str); 8] = [
        ("/p/compose.yaml", COMPOSE),
        ("/p/over.yaml", OVER),
        ("/p/.env", DOTENV),
        ("/p/web.env", "TOKEN\nPASSWORD\nF=a${PASSWORD}\nG=$F\nH=$LOST$URL\n"),
        ("/p/raw.env", "TOKEN\nR=shown-$\n"),
        ("/p/labels", "l1=${TOKEN}\n"),
        (
            "/p/in/compose.yaml",
            "services: {in: {image: '${INNER}', environment: {TOKEN: , INNER: }}}\nconfigs: {in: {environment: TOKEN}}\n\
             secrets: {inner: {environment: INNER}}\n",
        ),
        ("/p/in/over.yaml", "services: {in: {environment: {TOKEN: new}}}\nconfigs: {in: {environment: INNER}}\n"),
    ];

    #[test]
    fn secrets_are_never_shown() {
        let files = [FILES.as_slice(), &[("/p/in/e.env", "INNER=s3cr3t-inner\n")]].concat();
        let sections = ["services", "configs", "secrets", "volumes", "networks", "name", "web.environment.COPY"];
        let variables = ["TOKEN", "PASSWORD", "RAW", "URL", "NAME", "FAR", "BEFORE", "INNER", "EMPTY", "NONE", "PORT"];
        let paths = ["web.command", "web.command.1", "web.ports.0.published", "web.labels", "in.environment.TOKEN"];
        let mut hidden = 0;
        for what in sections.iter().chain(&variables).chain(&paths) {
            for shown in shown(&files, what).unwrap_or_else(|error| panic!("{error}")) {
                for line in shown.lines() {
                    assert!(!line.contains("s3cr3t") && !line.contains("7331"), "{what}: {line}\n{shown}");
                }
                hidden += shown.matches("(not shown)").count();
            }
        }
        assert!(hidden > 100, "{hidden}");
        let unknown = shown(&files, "web.labels.s3cr3t-tokem.x").expect_err("there is no such label");
        assert!(!unknown.to_string().contains("s3cr3t-token"), "{unknown}");
    }

    #[test]
    fn only_quotes_around_a_text_are_taken_off() {
        let compose = "services: {a: {image: x, labels: {l: \"'${V:-q}\"}, user: '${V:-u}'}}\n";
        let files = [("/p/compose.yaml", compose), ("/p/over.yaml", "services: {}\n")];
        let line = |what: &str| {
            let [text, _] = shown(&files, what).unwrap_or_else(|error| panic!("{error}"));
            text.lines().nth(1).unwrap_or_default().to_owned()
        };
        assert_eq!(line("a.labels.l"), "  set       compose.yaml:1:38  '${V:-q}");
        assert_eq!(line("a.user"), "  set       compose.yaml:1:57  ${V:-u}");
    }

    #[test]
    fn what_is_no_secret_is_shown() {
        let files = [FILES.as_slice(), &[("/p/in/e.env", "INNER=s3cr3t-inner\n")]].concat();
        let text = |what: &str| shown(&files, what).unwrap_or_else(|error| panic!("{error}"))[0].clone();
        let hostname = "services.web.hostname  visible\n  set       over.yaml:4:15  ${SHOWN}  (file 2)\n  \
                        variable  .env:8:1  SHOWN=visible  (.env)\n  replaces  compose.yaml:14:15  plain\n";
        assert_eq!(text("web.hostname"), hostname);
        let copy = "services.web.environment.COPY  plain\n  set       over.yaml:7:19  (file 2)\n  \
                    replaces  compose.yaml:17:19  (not shown)\n";
        assert_eq!(text("web.environment.COPY"), copy);
        assert!(text("web.environment.R").starts_with("services.web.environment.R  shown-$\n"));
        assert!(text("secrets.token.environment").starts_with("secrets.token.environment  TOKEN\n"));
        assert!(text("name").starts_with("name  p-x\n"), "{}", text("name"));
        assert!(text("SUFFIX").starts_with("$SUFFIX  x\n"));
    }
}
