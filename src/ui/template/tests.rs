//! Templates of `--format`: what they print, and what they refuse.

use serde_json::json;

use super::*;

fn row() -> Row {
    Row {
        type_name: "*formatter.ContainerContext",
        fields: BTreeMap::from([
            ("Name", json!("p_web_1")),
            ("ExitCode", json!(3)),
            ("Health", json!("")),
            ("Ports", json!("0.0.0.0:80->80/tcp")),
            ("Publishers", json!([{"URL": "0.0.0.0", "TargetPort": 80}, {"URL": "::", "TargetPort": 81}])),
            ("Labels", json!("a=1,b=2")),
        ]),
        labels: BTreeMap::from([("com.example.owner".to_owned(), "me".to_owned())]),
    }
}

fn render(template: &str) -> Result<String, String> {
    Template::parse(template).and_then(|template| template.render(&row())).map_err(|error| error.to_string())
}

#[test]
fn templates_give_what_go_gives() {
    let cases = [
        ("plain", "plain"),
        ("{{.Name}}", "p_web_1"),
        ("{{ .Name }}: {{.ExitCode}}", "p_web_1: 3"),
        ("a {{- .Name -}} b", "ap_web_1b"),
        ("a {{- .ExitCode -}} b", "a3b"),
        ("a {{- \" \" -}} b", "a b"),
        ("{{/* nothing */}}x", "x"),
        ("{{.Label \"com.example.owner\"}}", "me"),
        ("{{\"com.example.owner\" | .Label}}", "me"),
        ("{{.Label \"none\"}}|", "|"),
        ("{{json .Ports}}", "\"0.0.0.0:80->80/tcp\""),
        ("{{.Name | upper | printf \"%-10s|\"}}", "P_WEB_1   |"),
        ("{{printf \"%s %d %q %5.1f %%\" .Name .ExitCode .Name 2.25}}", "p_web_1 3 \"p_web_1\"   2.2 %"),
        ("{{printf \"%03d %+d\" .ExitCode .ExitCode}}", "003 +3"),
        ("{{if .Health}}has{{else}}none{{end}}", "none"),
        ("{{if eq .ExitCode 0}}ok{{else if eq .ExitCode 3}}three{{else}}bad{{end}}", "three"),
        ("{{if and (ne .Name \"x\") (gt .ExitCode 2)}}yes{{end}}", "yes"),
        ("{{if or .Health (not .Name)}}yes{{else}}no{{end}}", "no"),
        ("{{range .Publishers}}{{.URL}}:{{.TargetPort}} {{end}}", "0.0.0.0:80 :::81 "),
        ("{{range $i, $p := .Publishers}}{{$i}}={{$p.TargetPort}},{{$.Name}};{{end}}", "0=80,p_web_1;1=81,p_web_1;"),
        ("{{range split .Health \",\"}}[{{.}}]{{else}}none{{end}}", "[]"),
        ("{{with .Name}}<{{.}}>{{end}}{{with .Health}}x{{else}}!{{end}}", "<p_web_1>!"),
        ("{{$n := .Name}}{{$n}}{{$n | len}}", "p_web_17"),
        ("{{join (split .Labels \",\") \" \"}}", "a=1 b=2"),
        ("{{index (split .Labels \",\") 1}}", "b=2"),
        ("{{(index .Publishers 0).URL}}", "0.0.0.0"),
        ("{{truncate .Name 4}}{{pad .Name 1 2}}|{{pad .Health 1 2}}|", "p_we p_web_1  ||"),
        ("{{title \"hello big world\"}}", "Hello Big World"),
        ("{{println .Name}}", "p_web_1\n"),
        ("{{print 1 2 \"a\" \"b\"}}", "1 2ab"),
        ("{{`raw\\t`}}{{\"a\\tb\"}}", "raw\\ta\tb"),
        ("{{true}} {{1.5}} {{eq 1 2 3}} {{le 1 1}}", "true 1.5 false true"),
        ("{{.Publishers}}", "[map[TargetPort:80 URL:0.0.0.0] map[TargetPort:81 URL:::]]"),
    ];
    for (template, expected) in cases {
        assert_eq!(render(template).as_deref(), Ok(expected), "{template}");
    }
}

#[test]
fn mistakes_are_named_as_go_names_them() {
    let cases = [
        ("{{.Nope}}", ":1:2: executing \"\" at <.Nope>: can't evaluate field Nope in type *formatter.ContainerContext"),
        ("x\n{{ .Name.Sub }}", ":2:3: executing \"\" at <.Name.Sub>: can't evaluate field Sub in type string"),
        ("{{.Name", ":1: unclosed action"),
        ("{{nope .Name}}", ":1: function \"nope\" not defined"),
        ("{{if .Name}}x", ":1: unexpected EOF"),
        ("{{end}}", ":1: unexpected {{end}}"),
        ("{{}}", ":1: missing value for command"),
        ("{{.Name | }}", ":1: missing value for command"),
        ("{{(.Name}}", ":1: unclosed left paren"),
        ("{{\"x}}", ":1: unterminated quoted string"),
        (
            "{{join .Name \",\"}}",
            ":1:2: executing \"\" at <join>: error calling join: wrong type for value; expected []string; got string",
        ),
        (
            "{{upper}}",
            ":1:2: executing \"\" at <upper>: error calling upper: wrong number of args for upper: want 1 got 0",
        ),
    ];
    for (template, message) in cases {
        let expected = format!("template parsing error: template: {message}");
        assert_eq!(render(template).unwrap_err(), expected, "{template}");
    }
}

#[test]
fn hostile_templates_end() {
    let deep = format!("{}{}{}", "{{", "(".repeat(10_000), "}}");
    assert!(render(&deep).unwrap_err().contains("max expression depth exceeded"));
    let nested = "{{if .Name}}".repeat(10_000);
    assert!(render(&nested).unwrap_err().contains("max expression depth exceeded"));
    let odd = [
        "{{",
        "{{-",
        "{{.",
        "{{$",
        "{{|}}",
        "{{:=}}",
        "{{$x := }}",
        "{{é}}",
        "{{\"\\",
        "{{printf \"%",
        "{{1x}}",
        "{{,}}",
    ];
    for template in odd {
        assert!(render(template).is_err(), "{template}");
    }
    assert_eq!(render("{{printf \"%é%\" 1}}").as_deref(), Ok("%!é(int=1)%!(NOVERB)"));
}

#[test]
fn titles_stand_for_fields_in_headers() {
    let titles = BTreeMap::from([("Name", "NAME"), ("Ports", "PORTS")]);
    let header = |template: &str| Template::parse(template).unwrap().render_header(&titles).unwrap();
    assert_eq!(header("{{.Name}}\t{{.Health}}\t{{json .Ports}}"), "NAME\t<no value>\tPORTS");
    assert_eq!(
        header("{{lower .Name}} {{truncate .Name 2}} {{.Label \"com.example.the-owner\"}}"),
        "NAME NAME the owner"
    );
}
