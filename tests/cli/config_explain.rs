//! `config --explain`: where a value is from and what it took the place of, in files as people have them.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::tool::Tool;

const FILES: [(&str, &str); 8] = [
    (
        "compose.yaml",
        "name: shop
include: [base/tools.yaml]
x-logging: &logging {driver: local}
x-defaults: &defaults
  restart: always
  hostname: shared
services:
  web:
    <<: *defaults
    extends: {file: base/common.yaml, service: app}
    image: shop:${TAG:-latest}
    hostname: web
    logging: *logging
    ports: ['80:80']
    dns: [1.1.1.1]
    user: '1000'
    environment:
      LEVEL: info
      TOKEN:
    env_file: [web.env]
    label_file: [web.labels]
    labels: {tier: front}
  tools: {image: tools:own}
secrets: {token: {environment: TOKEN}}
",
    ),
    (
        "over.yaml",
        "services:
  web:
    image: shop:dev
    ports: ['81:81']
    dns: !override [8.8.8.8]
    user: !reset null
",
    ),
    ("last.yaml", "services:\n  web:\n    image: shop:${TAG}-${MODE:-fast}\n"),
    (
        "base/common.yaml",
        "services:
  app:
    image: app
    working_dir: /srv
    environment: {LEVEL: debug, REGION: eu}
",
    ),
    ("base/tools.yaml", "services:\n  tools:\n    image: tools:1\n    command: [run, '${TAG}']\n"),
    ("web.env", "LEVEL=trace\nCOLOR=red\nCOLOR=blue\n"),
    ("web.labels", "tier=back\nteam=a\n"),
    (".env", "TAG=1.0\nTOKEN=hunter2\n"),
];

struct Shop {
    folder: PathBuf,
    _root: TempDir,
}

fn shop() -> Shop {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("shop");
    fs::create_dir_all(folder.join("base")).unwrap();
    for (name, text) in FILES {
        fs::write(folder.join(name), text).unwrap();
    }
    Shop { folder, _root: root }
}

impl Shop {
    fn call(&self, words: &[&str]) -> Tool {
        let all = ["-f", "compose.yaml", "-f", "over.yaml", "-f", "last.yaml", "config", "--explain"];
        Tool::plugin(&[&all, words].concat()).within(&self.folder)
    }

    fn text(&self, what: &str) -> String {
        self.call(&[what]).run()
    }

    fn json(&self, what: &str) -> Value {
        let text = self.call(&[what, "--format", "json"]).run();
        assert!(text.ends_with("]\n"), "{text}");
        serde_json::from_str(&text).expect("JSON")
    }
}

#[test]
fn losers_stand_in_the_order_of_precedence() {
    assert_eq!(
        shop().text("web.image"),
        "services.web.image  shop:1.0-fast
  set       last.yaml:3:12  shop:${TAG}-${MODE:-fast}  (file 3)
  variable  .env:1:1  TAG=1.0  (.env)
  variable  MODE is not set  ${MODE:-fast}
  replaces  over.yaml:3:12  shop:dev  (file 2)
  replaces  compose.yaml:11:12  shop:1.0
  replaces  base/common.yaml:3:12  app  (extends app)
"
    );
}

#[test]
fn anchors_and_merge_keys_are_named() {
    let shop = shop();
    let hostname = "services.web.hostname  web
  set       compose.yaml:12:15
  replaces  compose.yaml:6:13  shared  (merge key)
";
    assert_eq!(shop.text("web.hostname"), hostname);
    let restart = "services.web.restart  always\n  set       compose.yaml:5:12  (merge key)\n";
    assert_eq!(shop.text("services.web.restart"), restart);
    let driver = "services.web.logging.driver  local\n  set       compose.yaml:3:30  (anchor)\n";
    assert_eq!(shop.text("web.logging"), driver);
}

#[test]
fn tags_say_what_they_removed() {
    let shop = shop();
    let dns = "services.web.dns.0  8.8.8.8
  set       over.yaml:5:21  (file 2)

services.web.dns  (removed)
  !override over.yaml:5:10
  removes   compose.yaml:15:11  1.1.1.1
";
    assert_eq!(shop.text("web.dns"), dns);
    let user = "services.web.user  (removed)
  !reset    over.yaml:6:11
  removes   compose.yaml:16:11  1000
";
    assert_eq!(shop.text("web.user"), user);
}

#[test]
fn lists_say_who_adds_to_them() {
    let shop = shop();
    let added = "services.web.ports.1  {mode: ingress, target: 81, published: 81, protocol: tcp}
  appends   over.yaml:4:13  81:81  (file 2)
";
    assert_eq!(shop.text("web.ports[1]"), added);
    assert_eq!(shop.text("web.ports.81:81"), added);
    assert!(shop.text("web.ports").ends_with(&format!("\n\n{added}")));
}

#[test]
fn env_files_and_label_files_lie_below() {
    let shop = shop();
    let environment = "services.web.environment.LEVEL  info
  set       compose.yaml:18:7
  replaces  base/common.yaml:5:19  debug  (extends app)
  over      web.env:1:1  trace  (env_file)

services.web.environment.REGION  eu
  set       base/common.yaml:5:33  (extends app)

services.web.environment.TOKEN  (not shown)
  set       compose.yaml:19:7
  variable  .env:2:1  TOKEN=(not shown)  (.env)

services.web.environment.COLOR  blue
  set       web.env:3:1  (env_file)
  over      web.env:2:1  red  (env_file)
";
    assert_eq!(shop.text("web.environment"), environment);
    let labels = "services.web.labels.tier  front
  set       compose.yaml:22:20
  over      web.labels:1:1  back  (label_file)

services.web.labels.team  a
  set       web.labels:2:1  (label_file)
";
    assert_eq!(shop.text("web.labels"), labels);
}

#[test]
fn a_service_is_all_of_its_values() {
    let tools = "services.tools.image  tools:own
  set       compose.yaml:23:18
  replaces  base/tools.yaml:3:12  tools:1  (include)

services.tools.command  [run, 1.0]
  set       base/tools.yaml:4:14  (include)
  variable  .env:1:1  TAG=1.0  (.env)

services.tools.networks.default  (no value)
  default   no file says it
";
    assert_eq!(shop().text("tools"), tools);
}

#[test]
fn a_variable_has_its_sources_and_uses() {
    let shop = shop();
    let tag = "$TAG  2
  set       environment of the process
  over      .env:1:1  1.0  (.env)
  used      compose.yaml:11:17  services.web.image  ${TAG:-latest} = 2
  used      base/tools.yaml:4:21  services.tools.command.1  ${TAG} = 2
  used      last.yaml:3:17  services.web.image  ${TAG} = 2
";
    for name in ["TAG", "$TAG", "${TAG}"] {
        assert_eq!(shop.call(&[name]).variable("TAG", "2").run(), tag);
    }
    let mode = "$MODE  (not set)\n  used      last.yaml:3:24  services.web.image  ${MODE:-fast} = fast\n";
    assert_eq!(shop.text("MODE"), mode);
    let name = "name  shop\n  set       compose.yaml:1:7\n  over      name of the project's folder  shop\n";
    assert_eq!(shop.text("name"), name);
}

#[test]
fn json_has_the_same_for_scripts() {
    let shop = shop();
    let user = json!([{
        "path": "services.web.user",
        "value": null,
        "removed": true,
        "source": {"file": "over.yaml", "line": 6, "column": 11, "kind": "reset"},
        "superseded": [
            {"file": "compose.yaml", "line": 16, "column": 11, "kind": "file", "number": 1, "action": "reset", "value": "1000"},
        ],
    }]);
    assert_eq!(shop.json("web.user"), user);
    let image = &shop.json("web.image")[0];
    assert_eq!(image["value"], "shop:1.0-fast");
    let losers: Vec<&str> =
        image["superseded"].as_array().expect("an array").iter().filter_map(|loser| loser["file"].as_str()).collect();
    assert_eq!(losers, ["over.yaml", "compose.yaml", "base/common.yaml"]);
    let tag = json!({"file": ".env", "line": 1, "column": 1, "name": "TAG", "form": "${TAG}", "kind": "dotenv", "value": "1.0"});
    assert_eq!(image["variables"][0], tag);
}

#[test]
fn secrets_are_not_shown() {
    let shop = shop();
    for what in ["services", "secrets", "TOKEN", "web.environment.TOKEN", "secrets.token.content"] {
        let text = shop.text(what);
        assert!(text.contains("(not shown)") && !text.contains("hunter2"), "{text}");
        let json = shop.json(what).to_string();
        assert!(json.contains("\"hidden\":true") && !json.contains("hunter2"), "{json}");
    }
}

#[test]
fn what_there_is_not_is_an_error_with_the_nearest_name() {
    let shop = shop();
    let refused = |what: &str, text: &str| shop.call(&[what]).refused(text);
    refused("web.imgae", "nothing is called \"web.imgae\" in this project\nhint: did you mean `web.image`?");
    refused("$TGA", "nothing is called \"$TGA\" in this project\nhint: did you mean `$TAG`?");
    refused("quite.another", "nothing is called \"quite.another\" in this project");
    shop.call(&["web.image", "--format", "xml"]).refused("unsupported format \"xml\"");
}

#[test]
fn the_answer_can_go_to_a_file() {
    let shop = shop();
    assert_eq!(shop.call(&["MODE", "-o", "out"]).run(), "");
    assert_eq!(fs::read_to_string(shop.folder.join("out")).unwrap(), shop.text("MODE"));
}
