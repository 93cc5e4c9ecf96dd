//! What `up` mends that somebody else has broken, and what it must not break itself.

use super::support::*;

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
    never.recreate = crate::plan::options::Recreate::Never;
    assert!(up_text(&changed, &before, &never).contains("create container p_a_1 [3] (network n recreated)"));
    let unselected = yaml.replace("  b:", "disabled:\n  b:");
    let changed = project(&unselected.replace("n: {}}", "n: {labels: {x: y}}}"));
    let text = up_text(&changed, &before, &defaults());
    assert!(text.contains("create container p_b_1 [") && text.contains("start p_b_1 of"), "{text}");
}
