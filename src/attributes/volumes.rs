//! Storage of a service: `volumes`, `tmpfs`, `volumes_from`.

use super::support::*;
use serde_json::{Value, json};

const TOP: &str = "volumes: {vol: , wol: {name: real}}\n";

fn mounting(attributes: &str) -> Texts {
    service(attributes).with(TOP)
}

fn bind(source: &str) -> Value {
    json!([{"type": "bind", "source": source, "target": "/t", "bind": {}}])
}

#[test]
fn the_short_form_says_what_the_long_form_says() {
    let same = |forms: &[&str], expected: Value| {
        for form in forms {
            assert_eq!(mounting(&format!("volumes: [{form}]")).attribute("volumes"), expected, "{form}");
        }
    };
    same(
        &[
            "./s:/t",
            "'./s:/t/'",
            "{type: bind, source: ./s, target: /t, bind: {}}",
            "{type: bind, source: ./s, target: /t, bind: {create_host_path: true}}",
        ],
        bind("/p/s"),
    );
    same(&["~/s:/t"], bind("/home/u/s"));
    same(&["/s:/t:rw"], bind("/s"));
    same(
        &["vol:/t", "{type: volume, source: vol, target: /t, volume: {}}"],
        json!([{"type": "volume", "source": "vol", "target": "/t", "volume": {}}]),
    );
    same(&["/t", "{type: volume, target: /t}"], json!([{"type": "volume", "target": "/t"}]).clone());
    same(
        &[
            "'./s:/t:ro,Z,rshared'",
            "{type: bind, source: ./s, target: /t, read_only: 'true', bind: {selinux: Z, propagation: rshared}}",
        ],
        json!([{"type": "bind", "source": "/p/s", "target": "/t", "read_only": true, "bind": {"selinux": "Z", "propagation": "rshared"}}]),
    );
    same(
        &["'vol:/t:nocopy'", "{type: volume, source: vol, target: /t, volume: {nocopy: true}}"],
        json!([{"type": "volume", "source": "vol", "target": "/t", "volume": {"nocopy": true}}]),
    );
    // Unknown options are not seen.
    same(&["'vol:/t:foo'"], json!([{"type": "volume", "source": "vol", "target": "/t", "volume": {}}]));
    // One letter is a drive.
    same(&["'v:/t'"], json!([{"type": "volume", "target": "v:/t", "volume": {}}]));
}

#[test]
fn long_forms() {
    let table = [
        (
            "{type: bind, source: /s, target: /t, bind: {create_host_path: false}}",
            json!({"type": "bind", "source": "/s", "target": "/t", "bind": {"create_host_path": false}}),
        ),
        (
            "{type: tmpfs, target: /t, tmpfs: {size: 1m, mode: 0700}}",
            json!({"type": "tmpfs", "target": "/t", "tmpfs": {"size": "1048576", "mode": 448}}),
        ),
        (
            "{type: tmpfs, target: /t, tmpfs: {mode: 1777}}",
            json!({"type": "tmpfs", "target": "/t", "tmpfs": {"mode": 1777}}),
        ),
        (
            "{type: volume, source: vol, target: /t, volume: {subpath: s, labels: [a=1]}}",
            json!({"type": "volume", "source": "vol", "target": "/t", "volume": {"labels": {"a": "1"}, "subpath": "s"}}),
        ),
        (
            "{type: image, source: i, target: /t, image: {subpath: s}}",
            json!({"type": "image", "source": "i", "target": "/t", "image": {"subpath": "s"}}),
        ),
        (
            "{type: bind, source: /s, target: /t, consistency: cached, x-a: 1, bind: {recursive: disabled}}",
            json!({"type": "bind", "source": "/s", "target": "/t", "consistency": "cached", "bind": {"recursive": "disabled"}, "x-a": 1}),
        ),
    ];
    for (mount, expected) in table {
        assert_eq!(mounting(&format!("volumes: [{mount}]")).attribute("volumes"), json!([expected]), "{mount}");
    }
    same("tmpfs", &["tmpfs: '/t:size=1m'", "tmpfs: ['/t:size=1m']"], &json!(["/t:size=1m"]));
    let from = service("volumes_from: ['b:ro', 'container:c']").with("  b: {image: x}\n");
    assert_eq!(from.attribute("volumes_from"), json!(["b:ro", "container:c"]));
}

#[test]
fn a_later_file_wins_by_target() {
    let sources = |first: &str, second: &str| {
        let mounts = mounting(first).over(second).attribute("volumes");
        mounts
            .as_array()
            .into_iter()
            .flatten()
            .map(|mount| mount["source"].as_str().unwrap_or("").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(sources("volumes: ['vol:/t', 'vol:/u']", "volumes: ['wol:/w', './s:/t']"), ["/p/s", "vol", "wol"]);
    assert_eq!(sources("volumes: ['vol:/t']", "volumes: [{type: volume, source: wol, target: /t}]"), ["wol"]);
    assert_eq!(sources("volumes: ['vol:/t']", "volumes: !override ['wol:/w']"), ["wol"]);
    assert_eq!(sources("volumes: ['vol:/t']", "volumes: !reset []"), Vec::<String>::new());
    merged([
        // Entries of tmpfs are one up to the first `=`.
        ("tmpfs: '/a=b:size=1'", "tmpfs: /a=c", "tmpfs", json!(["/a=c"])),
        ("tmpfs: ['/t:size=1m', /u]", "tmpfs: '/t:size=2m'", "tmpfs", json!(["/t:size=2m", "/u"])),
        ("tmpfs: /t", "tmpfs: !override /u", "tmpfs", json!(["/u"])),
    ]);
    let clash = service("tmpfs: /t").over("tmpfs: '/t:size=1m'").faults();
    assert_eq!(
        clash,
        ["over.yaml:3:12 duplicate-mount services.a.tmpfs[1]: target /t already mounted as services.a.tmpfs[0]"]
    );
    let twice = service("volumes_from: ['container:c']").over("volumes_from: ['container:c']").faults();
    assert_eq!(twice, ["over.yaml:3:20 duplicate-item services.a.volumes_from items at 0 and 1 are equal"]);
}

#[test]
fn config_reads_back() {
    mounting("volumes: [./s:/a:ro, vol:/b, /c, {type: tmpfs, target: /d, tmpfs: {size: 1m, mode: 0700}}, {type: image, source: i, target: /e}]\ntmpfs: ['/f:size=1m']").reads_back();
    mounting("volumes: [{type: bind, source: /s, target: /t, bind: {create_host_path: false, propagation: rslave}}, {type: volume, source: wol, target: /u, volume: {nocopy: true, subpath: x}}]").reads_back();
}

#[test]
fn faults() {
    wrong(&[
        ("volumes: ['']", "4:15 invalid-format invalid empty volume spec"),
        ("volumes: ['v1::ro']", "4:15 invalid-format invalid spec: v1::ro: empty section between colons"),
        ("volumes: ['v1:/a:ro:x']", "4:15 invalid-format invalid spec: v1:/a:ro:x: too many colons"),
        (
            "volumes: ['vol:/t']",
            "4:15 undefined-volume service \"a\" refers to undefined volume vol: invalid compose project",
        ),
        (
            "volumes: [{type: volume, source: vol, target: /t}]",
            "4:38 undefined-volume service \"a\" refers to undefined volume vol: invalid compose project",
        ),
        (
            "volumes: [{type: bind, source: /s}]",
            "4:15 missing-key service volume services.a.volumes.[0] is missing a mount target",
        ),
        ("volumes: [{source: /s, target: /t}]", "4:15 wrong-type services.a.volumes.0 must be a string"),
        (
            "volumes: [{type: bind, target: /t}]",
            "4:15 missing-key invalid mount config for type \"bind\": field Source must not be empty",
        ),
        (
            "volumes: [{type: tmpfs, target: /t, tmpfs: {size: -1}}]",
            "4:55 wrong-value services.a.volumes.0.tmpfs.size must be greater than or equal to 0",
        ),
        (
            "volumes: [{type: bind, source: /s, target: /t, bind: {selinux: x}}]",
            "4:68 wrong-value services.a.volumes.0.bind.selinux value must be one of 'z', 'Z'",
        ),
        ("tmpfs: 5", "4:12 wrong-type services.a.tmpfs must be a string"),
        (
            "volumes_from: [zz]",
            "4:20 undefined-service service \"a\" depends on undefined service \"zz\": invalid compose project",
        ),
        (
            "tmpfs: /t\nvolumes: [/t]",
            "5:15 duplicate-mount services.a.volumes[0]: target /t already mounted as services.a.tmpfs[0]",
        ),
    ]);
    let mode = service("volumes: [{type: tmpfs, target: /t, tmpfs: {mode: '0700'}}]").faults();
    assert_eq!(mode.len(), 1);
    assert!(mode[0].starts_with("compose.yaml:4:55 ") && mode[0].contains("expected type 'uint32'"), "{mode:?}");
    refused(
        NEW,
        &[(
            "volumes: ['/s:/t', {type: bind, source: /s, target: /u, bind: {propagation: foo}}]",
            "service \"a\": unknown bind.propagation \"foo\"; use one of \"private\", \"rprivate\", \"shared\", \"rshared\", \"slave\" or \"rslave\"",
        )],
    );
    let image = service("volumes: [{type: image, source: i, target: /t}]").refused(OLD);
    assert!(image[0].contains("volume with type=image require Docker Engine v28 or later"), "{image:?}");
}

#[test]
fn the_request() {
    let texts = mounting(
        "volumes: ['./s:/a', '/s:/b:ro,z', 'vol:/c', 'wol:/d:ro', {type: bind, source: /s, target: /e, bind: {propagation: rslave}}]",
    );
    assert_eq!(
        texts.sent("/HostConfig/Binds"),
        json!(["/p/s:/a:rw", "/s:/b:ro,z", "p_vol:/c:rw", "real:/d:ro", "/s:/e:rw,rslave"])
    );
    let texts = mounting(
        "volumes: [/a, {type: bind, source: /s, target: /b, bind: {create_host_path: false}}, {type: volume, source: vol, target: /c, volume: {nocopy: true, subpath: s, labels: [l=1]}}, {type: tmpfs, target: /d, tmpfs: {size: 1k, mode: 0700}}, {type: image, source: i, target: /e, image: {subpath: s}}]",
    );
    assert_eq!(
        texts.sent("/HostConfig/Mounts"),
        json!([
            {"Target": "/a", "Type": "volume"},
            {"Target": "/b", "Source": "/s", "Type": "bind", "BindOptions": {}},
            {"Target": "/c", "Source": "p_vol", "Type": "volume", "VolumeOptions": {"NoCopy": true, "Subpath": "s", "Labels": {"l": "1"}}},
            {"Target": "/d", "Type": "tmpfs", "TmpfsOptions": {"SizeBytes": 1024, "Mode": 448}},
            {"Target": "/e", "Source": "i", "Type": "image", "ImageOptions": {"Subpath": "s"}},
        ])
    );
    sent([
        ("tmpfs: [/a, '/b:size=1m,mode=700']", "/HostConfig/Tmpfs", json!({"/a": "", "/b": "size=1m,mode=700"})),
        ("volumes_from: ['container:c:ro']", "/HostConfig/VolumesFrom", json!(["c:ro"])),
    ]);
    let from = service("volumes_from: ['b:ro', b]").with("  b: {image: x}\n").sent("/HostConfig/VolumesFrom");
    // Docker Compose loses the mode; here it counts.
    assert_eq!(from, json!(["id-of-b:ro", "id-of-b"]));
    let lost =
        service("volumes: [{type: bind, source: /s, target: /t, bind: {selinux: z, recursive: disabled}}]").ignored();
    assert_eq!(lost.len(), 1);
    assert!(lost[0].contains("`selinux` is ignored"), "{lost:?}");
    let foreign = service("volumes: [{type: bind, source: /s, target: /t, volume: {nocopy: true}}]").ignored();
    assert_eq!(foreign, ["mount of type `bind` should not define `volume` option"]);
}
