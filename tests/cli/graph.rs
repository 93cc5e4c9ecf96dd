//! `graph` and `alpha viz`: pictures of what a file says, where no engine answers.

use std::path::Path;

use crate::tool::Tool;

const FILE: &str = r#"name: shop
services:
  web:
    image: nginx
    ports: ["127.0.0.1:8080:80", "53:53/udp", "9000"]
    depends_on:
      api: {condition: service_healthy, restart: true}
      cache: {condition: service_started, required: false}
    networks: [front, default]
  api: {build: ., networks: [front, back], volumes: ["data:/data", "./src:/src"], depends_on: [db]}
  db: {image: postgres, networks: [back], volumes: ["pg:/var/lib"]}
  cache: {image: redis}
  tools: {image: tools, profiles: [tools], depends_on: [db]}
networks: {front: , back: {external: true}}
volumes: {data: , pg: {external: true, name: postgres-14}}
"#;

const TREE: &str = "\
shop
└─ web  nginx  127.0.0.1:8080->80/tcp  53->53/udp  9000/tcp
   ├─ api: service_healthy, restart  build
   │  └─ db: service_started  postgres
   └─ cache: service_started, optional  redis
networks
├─ back (external): api, db
├─ default: cache, web
└─ front: api, web
volumes
├─ data: api at /data
└─ pg (external, postgres-14): db at /var/lib
";

fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("compose.yaml"), FILE).unwrap();
    folder
}

fn graph(folder: &Path, words: &[&str]) -> Tool {
    Tool::plugin(&[&["graph"], words].concat()).within(folder)
}

#[test]
fn a_tree_by_itself() {
    let folder = project();
    assert_eq!(graph(folder.path(), &[]).run(), TREE);
    assert_eq!(graph(folder.path(), &["--no-state"]).run(), TREE);
    let part = graph(folder.path(), &["db"]).run();
    assert_eq!(part.lines().take(2).collect::<Vec<_>>(), ["shop", "└─ db  postgres"]);
    let all = Tool::plugin(&["--profile", "tools", "graph"]).within(folder.path()).run();
    assert!(all.starts_with("shop\n├─ tools  tools\n│  └─ db: service_started  postgres\n└─ web  "), "{all}");
}

#[test]
fn other_languages_by_flag_or_by_the_name_of_the_file() {
    let folder = project();
    let written = |name: &str| {
        assert_eq!(graph(folder.path(), &["-o", name]).run(), "");
        std::fs::read_to_string(folder.path().join(name)).unwrap()
    };
    let chart = graph(folder.path(), &["--format", "mermaid"]).run();
    assert!(chart.starts_with("flowchart TB\n    service_api[\"api<br>build\"]\n"), "{chart}");
    assert!(chart.contains("    service_web -->|\"service_healthy, restart\"| service_api\n"), "{chart}");
    assert!(chart.contains("    service_api -.-|\"/data\"| volume_data\n"), "{chart}");
    assert_eq!(written("a.mmd"), chart);
    let dot = graph(folder.path(), &["--format", "dot"]).run();
    assert!(dot.starts_with("digraph \"shop\" {\n") && dot.ends_with("}\n"), "{dot}");
    assert!(dot.contains("    \"service web\" -> \"service api\" [label=\"service_healthy, restart\"];\n"), "{dot}");
    assert!(dot.contains("    \"service api\" -> \"network front\" [dir=none, style=dashed];\n"), "{dot}");
    assert_eq!(written("a.gv"), dot);
    let svg = written("a.svg");
    assert!(
        svg.starts_with("<svg ") && svg.ends_with("</svg>\n") && svg.contains(">127.0.0.1:8080-&gt;80/tcp<"),
        "{svg}"
    );
    assert_eq!(graph(folder.path(), &["--format", "svg"]).run(), svg);
    assert_eq!(written("a.txt"), TREE);
}

#[test]
fn wrong_input_is_refused() {
    let folder = project();
    graph(folder.path(), &["--format", "png"])
        .refused("invalid format \"png\"\nhint: formats are tree, mermaid, dot and svg");
    graph(folder.path(), &["nosuch"]).refused("no such service: nosuch");
    let error = graph(folder.path(), &["-o", "nowhere/a.svg"]).failing();
    assert!(error.starts_with("cannot write ") && error.contains("nowhere/a.svg"), "{error}");
}

#[test]
fn the_graph_of_docker_compose() {
    let folder = project();
    let viz = |words: &[&str]| Tool::plugin(&[&["alpha", "viz"], words].concat()).within(folder.path());
    let experimental = "viz command is EXPERIMENTAL\n";
    let graph = viz(&["--spaces", "--indentation-size", "2"]).stderr(experimental).run();
    let expected = r#"digraph "shop" {
  layout=dot;
  "api" [style="filled" label=<<font point-size="15">api</font>>];
  "cache" [style="filled" label=<<font point-size="15">cache</font>>];
  "db" [style="filled" label=<<font point-size="15">db</font>>];
  "web" [style="filled" label=<<font point-size="15">web</font>>];

  "api" -> "db";
  "web" -> "api";
  "web" -> "cache";
}

"#;
    assert_eq!(graph, expected);
    let all = viz(&["--networks", "--ports", "--image"]).stderr(experimental).run();
    let web = concat!(
        "\t\"web\" [style=\"filled\" label=<<font point-size=\"15\">web</font>",
        "<font point-size=\"10\"><br/><br/><b>Networks:</b><br/>default<br/>front</font>",
        "<font point-size=\"10\"><br/><br/><b>Ports:</b><br/>127.0.0.1:8080:80 (tcp, ingress)<br/>",
        "53:53 (udp, ingress)<br/>:9000 (tcp, ingress)</font>",
        "<font point-size=\"10\"><br/><br/><b>Image:</b><br/>nginx</font>>];\n",
    );
    assert!(all.contains(web), "{all}");
    viz(&["--indentation-size", "-1"]).refused("viz command is EXPERIMENTAL\ninvalid indentation size: -1");
}
