//! Broken projects and everything that is said of them at once: each fault once, where the user would edit, and none that
//! only follows from another one.

use super::*;

struct Case {
    what: &'static str,
    /// `-f`; the default files without.
    given: &'static [&'static str],
    files: &'static [(&'static str, &'static str)],
    /// `file:line:column code`, then the places that are related as `+ file:line:column`.
    expected: &'static [&'static str],
}

fn found(given: &[&str], files: &[(&str, &str)]) -> Vec<Diagnostic> {
    let files = Memory::new(files.iter().copied());
    let given = LoadRequest { files: given.iter().map(ToString::to_string).collect(), ..request() };
    let loaded = match load_from(&given, &files) {
        Ok(loaded) => {
            let origins = loaded.origins();
            loaded.into_project_from(&[], true, &files).and_then(|(project, _)| origins.unique_names(&project))
        }
        Err(error) => Err(error),
    };
    match loaded {
        Err(LoadError::Diagnostics(faults)) => faults,
        Err(other) => panic!("{other}"),
        Ok(()) => panic!("a faulty project loaded"),
    }
}

fn position(span: &Span) -> String {
    span.position().trim_start_matches("/p/").to_owned()
}

fn lines(faults: &[Diagnostic]) -> Vec<String> {
    let line = |fault: &Diagnostic| {
        let place = fault.span.as_ref().map_or_else(|| "-".to_owned(), position);
        let related = fault.related.iter().map(|(span, _)| position(span));
        let places: Vec<String> = std::iter::once(format!("{place} {}", fault.code)).chain(related).collect();
        places.join(" + ")
    };
    faults.iter().map(line).collect()
}

#[test]
fn everything_comes_at_once_and_nothing_twice() {
    let wrong: Vec<String> = CASES
        .iter()
        .filter_map(|case| {
            let faults = found(case.given, case.files);
            let lines = lines(&faults);
            let messages: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
            (lines != case.expected)
                .then(|| format!("{}:\n  {}\n  {}", case.what, lines.join("\n  "), messages.join("\n  ")))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const CASES: &[Case] = &[
    Case {
        what: "steps do not hide each other",
        given: &[],
        files: &[(
            "/p/compose.yaml",
            "services:\n  web:\n    image: nginx:${TAG:?set it}\n    prots: []\n    networks: [fornt]\n    scale: ${EMPTY-x}\n    \
             depends_on: [bd]\n    mem_limit: 5xb\n  db:\n    imgae: pg\nnetworks:\n  front:\n    driver: 5\n",
        )],
        expected: &[
            "compose.yaml:4:5 unknown-key",
            "compose.yaml:5:16 undefined-network",
            "compose.yaml:6:12 wrong-type",
            "compose.yaml:7:18 undefined-service",
            "compose.yaml:8:16 invalid-format",
            "compose.yaml:10:5 unknown-key",
            "compose.yaml:13:13 wrong-type",
        ],
    },
    Case {
        what: "what is wrong is not undefined",
        given: &[],
        files: &[(
            "/p/compose.yaml",
            "services:\n  a:\n    image: ${NEEDED:?}\n    networks: [n]\n    volumes: [v:/v]\n    secrets: [s]\n    configs: [c]\n    \
             depends_on: [b, c]\n  b: 5\n  c:\n    image: x\n    healthcheck: {test: ['${NEEDED:?}', x]}\nnetworks: {n: [x]}\n\
             volumes: {v: 1}\nsecrets: {s: null}\nconfgis: {c: {file: ./c}}\n",
        )],
        expected: &[
            "compose.yaml:3:12 missing-variable",
            "compose.yaml:9:6 wrong-type",
            "compose.yaml:12:27 missing-variable",
            "compose.yaml:13:15 wrong-type",
            "compose.yaml:14:14 wrong-type",
            "compose.yaml:15:14 wrong-type",
            "compose.yaml:16:1 unknown-key",
        ],
    },
    Case {
        what: "a broken file does not hide the other ones",
        given: &["compose.yaml", "broken.yaml", "over.yaml"],
        files: &[
            ("/p/compose.yaml", "services:\n  a:\n    ports: ['x:1']\n    networks: [of_broken]\n"),
            ("/p/broken.yaml", "services:\n  b: [\n"),
            ("/p/over.yaml", "services:\n  a:\n    tty: []\n    foo: 1\n  a: {image: y}\n"),
        ],
        expected: &[
            "compose.yaml:3:13 invalid-format",
            "broken.yaml:3:1 invalid-yaml",
            "over.yaml:3:10 wrong-type",
            "over.yaml:4:5 unknown-key",
            "over.yaml:5:3 duplicate-key + over.yaml:2:3",
        ],
    },
    Case {
        what: "both places",
        given: &["compose.yaml", "over.yaml"],
        files: &[
            (
                "/p/compose.yaml",
                "services:\n  a:\n    image: x\n    image: y\n    container_name: same\n    tmpfs: /t\n    volumes: ['/t']\n  b:\n    \
                 image: x\n    container_name: same\n    build:\n      context: .\n      dockerfile: D\n      dockerfile_inline: E\n    \
                 cpus: 1\n    deploy: {resources: {limits: {cpus: '2'}}}\n    network_mode: host\n    networks: [n]\n    \
                 cap_add: [A, A]\n    dns: [1.1.1.1]\nnetworks: {n: }\n",
            ),
            ("/p/over.yaml", "services:\n  a:\n    volumes: /v\n"),
        ],
        expected: &[
            "compose.yaml:4:5 duplicate-key + compose.yaml:3:5",
            "compose.yaml:7:15 duplicate-mount + compose.yaml:6:12",
            "compose.yaml:10:21 duplicate-container-name + compose.yaml:5:21",
            "compose.yaml:14:26 conflict + compose.yaml:13:19",
            "compose.yaml:15:11 conflict + compose.yaml:16:41",
            "compose.yaml:17:19 conflict + compose.yaml:18:5",
            "over.yaml:3:14 cannot-override + compose.yaml:7:14",
        ],
    },
    Case {
        what: "one place is one finding, however many services have it",
        given: &[],
        files: &[
            (
                "/p/compose.yaml",
                "x-common: &common\n  image: 5\n  prots: []\nservices:\n  a: *common\n  b: {<<: *common, tty: maybe}\n  \
                 c: {extends: {file: base.yaml, service: s}}\n  d: {extends: {file: base.yaml, service: s}}\n",
            ),
            ("/p/base.yaml", "services:\n  s:\n    image: x\n    networks: [nn]\n    scale: []\n"),
        ],
        expected: &[
            "compose.yaml:2:10 wrong-type",
            "compose.yaml:3:3 unknown-key",
            "compose.yaml:6:25 wrong-type",
            "base.yaml:4:16 undefined-network",
            "base.yaml:5:12 wrong-type",
        ],
    },
    Case {
        what: "includes, extends and their circles",
        given: &[],
        files: &[
            (
                "/p/compose.yaml",
                "include:\n  - none.yaml\n  - sub/inc.yaml\n  - {path: sub/ok.yaml, env_file: none.env}\nservices:\n  \
                 a: {extends: b}\n  b: {extends: {service: a}}\n  c: {extends: {file: base.yml, service: x}}\n  \
                 d: {extends: {file: base.yaml, service: bsae}}\n  e: {image: x, foo: 1}\n",
            ),
            ("/p/sub/inc.yaml", "include: [../compose.yaml]\nservices:\n  i: {image: x, bar: 1}\n"),
            ("/p/sub/ok.yaml", "services:\n  ok: {image: x, depends_on: {e: {}}}\n"),
            ("/p/base.yaml", "services:\n  base: {image: x}\n"),
        ],
        expected: &[
            "compose.yaml:2:5 missing-file",
            "compose.yaml:4:35 missing-file",
            "compose.yaml:6:16 extends-cycle + compose.yaml:7:16",
            "compose.yaml:8:23 missing-file",
            "compose.yaml:9:43 undefined-service",
            "compose.yaml:10:17 unknown-key",
            "sub/inc.yaml:1:11 include-cycle + compose.yaml:3:5",
            "sub/inc.yaml:3:17 unknown-key",
            "sub/ok.yaml:2:34 missing-key",
        ],
    },
    Case {
        what: "env files and values of variables",
        given: &[],
        files: &[
            (
                "/p/compose.yaml",
                "services:\n  a:\n    image: x\n    env_file: [none.env, bad.env]\n    label_file: none.label\n    ports: ['$PORT:80']\n    \
                 scale: ${SCALE}\n  b:\n    image: x\n    env_file: bad.env\n    depends_on: ['${TAG}']\n",
            ),
            ("/p/bad.env", "A=1\nB B=2\n"),
            ("/p/.env", "# ports\nPORT=http\nSCALE=two\n"),
        ],
        expected: &[
            "compose.yaml:4:16 missing-file",
            "compose.yaml:5:17 missing-file",
            "compose.yaml:6:13 invalid-format + .env:2:1",
            "compose.yaml:7:12 wrong-type + .env:3:1",
            "compose.yaml:11:18 undefined-service",
            "bad.env:2:1 invalid-env-file + compose.yaml:4:26",
        ],
    },
    Case {
        what: "a broken .env hides only what it may set",
        given: &[],
        files: &[
            ("/p/.env", "SET=1\nNO GOOD=2\n"),
            (
                "/p/compose.yaml",
                "name: ${N}\nservices:\n  a: {image: 'x:${V:?}', foo: 1, scale: '${S}', networks: ['${V}', nn]}\n  \
                 b: {image: x, profiles: [p]}\n  c: {image: x, depends_on: [b], mem_limit: '${TAG}x'}\n",
            ),
        ],
        expected: &[
            "compose.yaml:3:26 unknown-key",
            "compose.yaml:3:68 undefined-network",
            "compose.yaml:5:45 invalid-format",
            ".env:2:1 invalid-env-file",
        ],
    },
    Case {
        what: "every edge of a circle",
        given: &[],
        files: &[(
            "/p/compose.yaml",
            "services:\n  a: {image: x, depends_on: [b]}\n  b:\n    image: x\n    links: [c]\n    init: [1]\n  c:\n    image: x\n    \
             network_mode: service:a\n    ipc: service:aa\n    depends_on: {z: {condition: service_up}}\n",
        )],
        expected: &[
            "compose.yaml:2:30 dependency-cycle + compose.yaml:5:13 + compose.yaml:9:19",
            "compose.yaml:6:11 wrong-type",
            "compose.yaml:10:10 undefined-service",
            "compose.yaml:11:18 undefined-service",
            "compose.yaml:11:33 wrong-value",
        ],
    },
    Case {
        what: "faults below one key",
        given: &[],
        files: &[(
            "/p/compose.yaml",
            "services:\n  a:\n    image: x\n    healthcheck:\n      interval: soon\n      timeout: later\n      test: [CMD, x]\n    \
             mem_limit: big\n    stop_grace_period: never\n    command: \"'open\"\n    deploy:\n      resources:\n        limits: {memory: 1x}\n",
        )],
        expected: &[
            "compose.yaml:5:17 invalid-format",
            "compose.yaml:6:16 invalid-format",
            "compose.yaml:8:16 invalid-format",
            "compose.yaml:9:24 invalid-format",
            "compose.yaml:10:14 invalid-format",
            "compose.yaml:13:26 invalid-format",
        ],
    },
    Case {
        what: "a misspelt key is not missing as well",
        given: &[],
        files: &[(
            "/p/compose.yaml",
            "services:\n  a:\n    imgae: x\n    ports:\n      - {taget: 80}\n      - {published: '1', mode: 5}\n    \
             depends_on: {b: {conditon: service_started}}\n    env_file: [{paht: x.env}]\n  b: {biuld: .}\n  c d: {image: x}\n",
        )],
        expected: &[
            "compose.yaml:3:5 unknown-key",
            "compose.yaml:5:10 unknown-key",
            "compose.yaml:6:9 missing-key",
            "compose.yaml:6:32 wrong-type",
            "compose.yaml:7:22 unknown-key",
            "compose.yaml:8:17 unknown-key",
            "compose.yaml:9:7 unknown-key",
            "compose.yaml:10:3 invalid-name",
        ],
    },
];

#[test]
fn notes_say_what_to_do() {
    let text = "services:\n  web: {image: x, cpus: '${TAG}x', depends_on: [dba]}\n  db: {image: x, extends: wbe}\n";
    let faults = found(&[], &[("/p/compose.yaml", text)]);
    let help: Vec<_> = faults.iter().map(|fault| fault.help.as_deref().unwrap_or_default()).collect();
    let expected = ["the value of `TAG` comes from the environment", "did you mean `db`?", "did you mean `web`?"];
    assert_eq!(help, expected);
}

#[test]
fn many_faults_are_found_in_little_time() {
    let service = |index: usize| {
        format!(
            "  s{index}: {{image: x, prots: [], scale: [], mem_limit: 1x, depends_on: [s{}], env_file: none}}\n",
            index + 1
        )
    };
    let text: String = std::iter::once("services:\n".to_owned()).chain((0..1000).map(service)).collect();
    let start = std::time::Instant::now();
    assert_eq!(found(&[], &[("/p/compose.yaml", &text)]).len(), 4001);
    assert!(start.elapsed() < std::time::Duration::from_secs(10), "{:?}", start.elapsed());
}
