//! What `up` mends that somebody else has broken, and what it must not break itself.

use super::support::*;
use crate::model::ids::ContainerId;
use crate::model::labels;
use crate::model::observed::{ContainerState, Observed, ObservedContainer};
use crate::plan::options::{DownOptions, Recreate, Until, UpOptions};
use crate::plan::{self, closer_look};

#[test]
fn a_container_that_a_connect_cannot_bring_back_is_replaced() {
    let yaml = "
services:
  a: {networks: {n: {mac_address: '02:42:00:00:00:01'}}}
  b: {networks: {n: null}, mac_address: '02:42:00:00:00:02'}
  c: {networks: {n: null}, links: [d]}
  d: {networks: {n: {ipv4_address: 10.0.0.9, aliases: [x]}}}
networks: {n: {}}
";
    let before = running(yaml);
    let changed = project(&yaml.replace("n: {}}", "n: {labels: {x: y}}}"));
    let text = up_text(&changed, &before, &defaults());
    for name in ["p_a_1", "p_b_1", "p_c_1"] {
        assert!(text.contains(&format!("create container {name} [")), "{name}\n{text}");
        assert!(!text.contains(&format!("connect {name}")), "{name}\n{text}");
    }
    assert!(text.contains("connect p_d_1 fed000000004 to network n (network n recreated)"), "{text}");
    let mut never = defaults();
    never.recreate = Recreate::Never;
    assert!(up_text(&changed, &before, &never).contains("create container p_a_1 [3] (network n recreated)"));
    let unselected = yaml.replace("  b:", "disabled:\n  b:");
    let changed = project(&unselected.replace("n: {}}", "n: {labels: {x: y}}}"));
    let text = up_text(&changed, &before, &defaults());
    assert!(text.contains("create container p_b_1 [") && text.contains("start p_b_1 of"), "{text}");
}

fn named<'o>(observed: &'o mut Observed, name: &str) -> &'o mut ObservedContainer {
    observed.containers.iter_mut().find(|container| container.name == name).unwrap()
}

type Break = fn(&mut ObservedContainer, &str);

#[test]
fn a_lost_place_on_a_network_is_given_back() {
    let yaml = "
services:
  a: {networks: {n: {ipv4_address: 10.0.0.9, aliases: [x]}}}
  m: {networks: {n: {mac_address: '02-42-00-00-00-01'}}}
networks: {n: {}}
";
    let mut before = running(yaml);
    "bridge".clone_into(&mut before.networks[0].driver);
    let cases: [(Break, &str, &str); 4] = [
        (
            |container, _| container.networks.clear(),
            "0: connect p_a_1 fed000000002 to network n (not on network n)",
            "(not on network n); replaced",
        ),
        (
            |container, network| container.networks.get_mut(network).unwrap().fixed_addresses.clear(),
            "0: disconnect p_a_1 fed000000002 from network p_n (without its address on network n)
             1: connect p_a_1 fed000000002 to network n (without its address on network n) after 0",
            "",
        ),
        (
            |container, network| container.networks.get_mut(network).unwrap().aliases = Some(vec!["a".to_owned()]),
            "0: disconnect p_a_1 fed000000002 from network p_n (without its names on network n)
             1: connect p_a_1 fed000000002 to network n (without its names on network n) after 0",
            "(without its names on network n); replaced",
        ),
        (
            |container, network| {
                let endpoint = container.networks.get_mut(network).unwrap();
                "02:42:00:00:00:99".clone_into(&mut endpoint.mac_address);
            },
            "",
            "(without its address on network n); replaced",
        ),
    ];
    for (position, (breaks, of_a, of_m)) in cases.into_iter().enumerate() {
        let mut observed = before.clone();
        breaks(named(&mut observed, "p_a_1"), "p_n");
        assert_text(&up_text(&project(yaml), &observed, &defaults()), of_a);
        let mut observed = before.clone();
        breaks(named(&mut observed, "p_m_1"), "p_n");
        let text = up_text(&project(yaml), &observed, &defaults());
        let expected = of_m.split_once("; ").map_or("", |(cause, _)| cause);
        assert_eq!(text.contains("create container p_m_1 as"), !expected.is_empty(), "{position}\n{text}");
        assert!(text.contains(expected), "{position}\n{text}");
    }
    // Written in another way, and of a container that does not run.
    let mut observed = before.clone();
    let endpoint = named(&mut observed, "p_m_1").networks.get_mut("p_n").unwrap();
    "02:42:00:00:00:01".clone_into(&mut endpoint.mac_address);
    assert_eq!(up_text(&project(yaml), &observed, &defaults()), "");
    // A stopped one is connected before it starts.
    let mut observed = before;
    let stopped = named(&mut observed, "p_a_1");
    stopped.networks.clear();
    stopped.state = ContainerState::Exited;
    assert_text(
        &up_text(&project(yaml), &observed, &defaults()),
        "
            0: connect p_a_1 fed000000002 to network n (not on network n)
            1: start p_a_1 fed000000002 (not running) after 0
        ",
    );
}

const SHARED: &str = "services: {a: {}, b: {network_mode: 'service:a'}, c: {ipc: 'service:b'}}";

#[test]
fn what_lives_in_a_namespace_that_is_gone_is_started_again() {
    let mut observed = running(SHARED);
    assert_eq!(closer_look(&project(SHARED), &observed).len(), 3);
    for (name, started) in [("p_a_1", "05.1"), ("p_b_1", "05.0"), ("p_c_1", "05.2")] {
        named(&mut observed, name).started_at = Some(format!("2026-01-01T00:00:{started}Z"));
    }
    assert_text(
        &up_text(&project(SHARED), &observed, &defaults()),
        "
            0: stop p_c_1 fed000000004 (dependency b restarts)
            1: stop p_b_1 fed000000003 (lost what it shares with a) after 0
            2: start p_b_1 fed000000003 (not running) after 1
            3: start p_c_1 fed000000004 (not running) after 0 2
        ",
    );
    let mut observed = running(SHARED);
    named(&mut observed, "p_a_1").state = ContainerState::Exited;
    let expected = "
        0: stop p_c_1 fed000000004 (dependency b restarts)
        1: stop p_b_1 fed000000003 (lost what it shares with a) after 0
        2: start p_a_1 fed000000002 (not running)
        3: start p_b_1 fed000000003 (not running) after 1 2
        4: start p_c_1 fed000000004 (not running) after 0 3
    ";
    assert_text(&up_text(&project(SHARED), &observed, &defaults()), expected);
    // The same if it was not asked for; but what is not started breaks nothing.
    let unselected = "{services: {a: {}}, disabled: {b: {network_mode: 'service:a'}, c: {ipc: 'service:b'}}}";
    assert_text(&up_text(&project(unselected), &observed, &defaults()), expected);
    let created = UpOptions { until: Until::Created, ..defaults() };
    assert_eq!(up_text(&project(SHARED), &observed, &created), "");
    let alone = "{services: {b: {network_mode: 'service:a'}}, disabled: {a: {}}}";
    assert_eq!(up_text(&project(alone), &observed, &defaults()), "");
}

#[test]
fn only_what_may_be_broken_is_looked_at_more_closely() {
    let yaml = "services: {a: {}, b: {}}";
    let mut observed = running(yaml);
    assert!(closer_look(&project(yaml), &observed).is_empty());
    "1970-01-01T00:00:00Z".clone_into(&mut observed.networks[0].created);
    assert!(closer_look(&project(yaml), &observed).is_empty());
    "2999-01-01T00:00:00Z".clone_into(&mut observed.networks[0].created);
    assert_eq!(closer_look(&project(yaml), &observed).len(), 2);
}

#[test]
fn a_scale_down_keeps_what_runs_and_is_up_to_date() {
    let mut observed = running("services: {a: {scale: 4}}");
    named(&mut observed, "p_a_1").state = ContainerState::Exited;
    named(&mut observed, "p_a_2").labels.insert(labels::CONFIG_HASH.to_owned(), "0".repeat(64));
    let removed = |wanted: u32| {
        let options = UpOptions { scale: [("a".into(), wanted)].into(), ..defaults() };
        let text = up_text(&project("services: {a: {scale: 4}}"), &observed, &options);
        let names = text.lines().filter(|line| line.contains(": remove ") && line.contains("(scale down)"));
        names.filter_map(|line| line.split(' ').nth(2).map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(removed(3), ["p_a_1"]);
    assert_eq!(removed(2), ["p_a_1", "p_a_2"]);
    assert_eq!(removed(1), ["p_a_1", "p_a_2", "p_a_4"]);
}

#[test]
fn leftovers_are_known_by_the_id_in_their_name() {
    let yaml = "services: {a: {}}";
    let mut observed = running(yaml);
    // Made for a name that the service does not have any more.
    let mut left = observed.containers[0].clone();
    left.name = format!("{}_other", left.id.short());
    left.id = ContainerId("e".repeat(64));
    left.state = ContainerState::Created;
    observed.containers.push(left);
    assert_text(
        &up_text(&project(yaml), &observed, &defaults()),
        "0: remove fed000000002_other eeeeeeeeeeee with its volumes (leftover of a replacement)",
    );
    // The original is gone.
    let mut alone = running(yaml);
    alone.containers[0].name = "0123456789ab_p_a_1".to_owned();
    assert_text(
        &up_text(&project(yaml), &alone, &defaults()),
        "0: rename fed000000002 to p_a_1 (leftover of a replacement)",
    );
    // Both of two that were made one after the other are not taken for leftovers of each other.
    let mut two = alone.clone();
    let mut second = two.containers[0].clone();
    second.id = ContainerId("d".repeat(64));
    second.name = format!("{}_p_a_1", two.containers[0].id.short());
    two.containers.push(second);
    let text = up_text(&project(yaml), &two, &defaults());
    assert!(text.contains("rename fed000000002 to p_a_1") && text.contains("remove fed000000002_p_a_1"), "{text}");
    // A name that somebody has chosen is kept.
    alone.containers[0].name = "mine".to_owned();
    assert_eq!(up_text(&project(yaml), &alone, &defaults()), "");
}

#[test]
fn volumes_that_were_taken_over_go_with_the_others() {
    let yaml = "services: {a: {volumes: [{type: volume, target: /x}]}}";
    let mut observed = running(yaml);
    let name = "f".repeat(64);
    let container = &mut observed.containers[0];
    container.mounts[0].name.clone_from(&name);
    let renew = UpOptions { recreate: Recreate::Force, renew_anonymous_volumes: true, ..defaults() };
    let text = |observed: &Observed| up_text(&project(yaml), observed, &renew);
    assert!(text(&observed).contains("remove p_a_1 fed000000002 with its volumes [1]"), "{}", text(&observed));
    observed.containers[0].labels.insert(labels::REPLACE.to_owned(), "a_1".to_owned());
    assert!(text(&observed).contains(&format!("with its volumes and {name} [1]")), "{}", text(&observed));
    let down = |volumes: bool| {
        let options = DownOptions { volumes, ..DownOptions::default() };
        plan::down(&project(yaml), &observed, &options).unwrap().render()
    };
    assert!(down(true).contains(&format!("with its volumes and {name}")), "{}", down(true));
    assert!(!down(false).contains("volumes"), "{}", down(false));
}
