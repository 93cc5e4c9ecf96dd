//! What a file may leave out, once all files are merged.
//!
//! That bind mounts make a missing host path is not among it: older versions of Docker Compose tell the short form, which
//! says so, from the long form, which does not (see [`crate::plan::hash::service_v2`]).

use super::tree::{Map, Node, Value};
use super::walk::{each_mut, set_missing};

/// Fills in one mapping.
type Fill = fn(&mut Map, &Node);

const TABLE: [(&str, Fill); 5] = [
    ("services.*.build", |build, from| set_missing(build, "context", || Node::string(".", from))),
    ("services.*.secrets.*", secret),
    ("services.*.ports.*", |port, from| {
        set_missing(port, "protocol", || Node::string("tcp", from));
        set_missing(port, "mode", || Node::string("ingress", from));
    }),
    ("services.*.gpus.*", device_request),
    ("services.*.deploy.resources.reservations.devices.*", device_request),
];

pub(super) fn set(root: &mut Node) {
    for (pattern, fill) in TABLE {
        each_mut(root, pattern, &mut |_, node| {
            let from = Node::derived(Value::Null, node);
            if let Some(map) = node.as_map_mut() {
                fill(map, &from);
            }
        });
    }
}

fn secret(secret: &mut Map, from: &Node) {
    let source = secret.get("source").and_then(|entry| entry.value.as_str()).unwrap_or_default().to_owned();
    set_missing(secret, "target", || Node::string(format!("/run/secrets/{source}"), from));
}

/// All devices, unless some are named.
fn device_request(request: &mut Map, from: &Node) {
    if !request.contains_key("device_ids") {
        set_missing(request, "count", || Node::string("all", from));
    }
}
