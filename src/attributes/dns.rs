//! Names and their resolution: `dns`, `dns_opt`, `dns_search`, `extra_hosts`, `hostname`, `domainname` of a service.

use super::support::*;
use serde_json::{Value, json};

#[test]
fn one_and_many() {
    for name in ["dns", "dns_search"] {
        let forms = [format!("{name}: 1.1.1.1"), format!("{name}: [1.1.1.1]")];
        same(name, &forms.each_ref().map(String::as_str), &json!(["1.1.1.1"]));
    }
    canonical([
        ("dns: ['', 1.1.1.1, '']", "dns", json!(["1.1.1.1"])),
        ("dns: ''", "dns", Value::Null),
        ("dns_opt: [use-vc, 'ndots:1']", "dns_opt", json!(["use-vc", "ndots:1"])),
    ]);
}

#[test]
fn extra_hosts_are_a_list_or_a_map() {
    let expected = json!(["h=1.1.1.1", "h=::1", "i=host-gateway"]);
    let forms = [
        "extra_hosts: ['h=1.1.1.1', 'h=::1', 'i:host-gateway']",
        "extra_hosts: ['h=1.1.1.1,::1', 'i=host-gateway']",
        "extra_hosts: ['h:1.1.1.1', 'h=[::1]', 'i=host-gateway']",
        "extra_hosts: {h: [1.1.1.1, '::1'], i: host-gateway}",
        "extra_hosts: {h: '1.1.1.1,::1', i: host-gateway}",
    ];
    same("extra_hosts", &forms, &expected);
}

#[test]
fn a_later_file() {
    merged([
        ("dns: 1.1.1.1", "dns: [2.2.2.2, 1.1.1.1]", "dns", json!(["1.1.1.1", "2.2.2.2"])),
        ("dns_search: [a]", "dns_search: b", "dns_search", json!(["a", "b"])),
        // Options are one up to the `=`.
        ("dns_opt: ['a=1', b]", "dns_opt: ['a=2']", "dns_opt", json!(["a=2", "b"])),
        // A host has all its addresses of both files.
        ("extra_hosts: ['h=1']", "extra_hosts: ['h=2', 'h=1']", "extra_hosts", json!(["h=1", "h=2"])),
        ("extra_hosts: ['h=1']", "extra_hosts: {h: '2'}", "extra_hosts", json!(["h=1", "h=2"])),
        ("hostname: a\ndomainname: b", "hostname: c", "hostname", json!("c")),
        ("hostname: a\ndomainname: b", "hostname: c", "domainname", json!("b")),
        ("dns: [1.1.1.1]", "dns: !override 2.2.2.2", "dns", json!(["2.2.2.2"])),
        ("extra_hosts: ['h=1']", "extra_hosts: !reset []", "extra_hosts", Value::Null),
    ]);
}

#[test]
fn config_reads_back() {
    read_back(&[
        "dns: 1.1.1.1\ndns_search: [a, b]\ndns_opt: ['ndots:1']",
        "extra_hosts: ['h=::1', 'g:1.2.3.4', 'h=1.1.1.1']\nhostname: h\ndomainname: d.e",
    ]);
}

#[test]
fn faults() {
    wrong(&[
        ("dns: {a: b}", "4:10 wrong-type services.a.dns must be a string"),
        ("dns_opt: a", "4:14 wrong-type services.a.dns_opt must be a array"),
        ("hostname: 5", "4:15 wrong-type services.a.hostname must be a string"),
        ("extra_hosts: [a]", "4:19 invalid-format 'services[a].extra_hosts' invalid additional host, missing IP: a"),
        ("extra_hosts: ['=1.1.1.1']", "4:19 invalid-format 'services[a].extra_hosts' bad host name ''"),
        ("extra_hosts: {'a:b': 1.1.1.1}", "4:18 invalid-format 'services[a].extra_hosts' bad host name 'a:b'"),
    ]);
    refused(NEW, &[("dns: foo", "service \"a\": invalid DNS address: foo")]);
}

#[test]
fn the_request() {
    sent([
        ("dns: [1.1.1.1, 2.2.2.2]", "/HostConfig/Dns", json!(["1.1.1.1", "2.2.2.2"])),
        ("dns_opt: [use-vc]", "/HostConfig/DnsOptions", json!(["use-vc"])),
        ("dns_search: a.b", "/HostConfig/DnsSearch", json!(["a.b"])),
        (
            "extra_hosts: {h: [1.1.1.1, '::1'], g: host-gateway}",
            "/HostConfig/ExtraHosts",
            json!(["g:host-gateway", "h:1.1.1.1", "h:::1"]),
        ),
        ("hostname: h", "/Hostname", json!("h")),
        ("domainname: d", "/Domainname", json!("d")),
    ]);
}
