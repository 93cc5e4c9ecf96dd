//! Checks on the real state. Each looks at the engine anew, so that `eventually` can repeat it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::engine::{self, Container};
use crate::scenario::Scenario;

type Test = Box<dyn Fn(&Scenario) -> Result<(), String>>;

pub(crate) struct Check {
    pub(crate) what: String,
    test: Test,
}

impl Check {
    pub(crate) fn new(what: impl Into<String>, test: impl Fn(&Scenario) -> Result<(), String> + 'static) -> Self {
        Self { what: what.into(), test: Box::new(test) }
    }

    pub(crate) fn test(&self, scenario: &Scenario) -> Result<(), String> {
        (self.test)(scenario)
    }
}

/// So many containers of the service are in this state (running, exited, created …), and no others exist.
pub(crate) fn all_in_state(service: &str, state: &str, count: usize) -> Check {
    let (service, state) = (service.to_owned(), state.to_owned());
    Check::new(format!("{service} has {count} containers, all {state}"), move |scenario| {
        let found = scenario.service(&service);
        let right = found.len() == count && found.iter().all(|container| container.state == state);
        if right { Ok(()) } else { Err(format!("found {}", describe(&found))) }
    })
}

pub(crate) fn running(service: &str, count: usize) -> Check {
    all_in_state(service, "running", count)
}

pub(crate) fn absent(service: &str) -> Check {
    all_in_state(service, "", 0)
}

pub(crate) fn health(service: &str, status: &str) -> Check {
    let (service, status) = (service.to_owned(), status.to_owned());
    Check::new(format!("{service} is {status}"), move |scenario| {
        let containers = scenario.service(&service);
        let wrong = containers.iter().find(|container| container.health() != status);
        match wrong {
            None if !containers.is_empty() => Ok(()),
            None => Err("it has no container".to_owned()),
            Some(container) => Err(format!("{} is {}", container.name, container.health())),
        }
    })
}

/// No container, network or volume of the project is left.
pub(crate) fn nothing_left() -> Check {
    Check::new("nothing of the project is left", |scenario| {
        let containers = scenario.containers();
        let (networks, volumes) = (scenario.left("network"), scenario.left("volume"));
        if containers.is_empty() && networks.is_empty() && volumes.is_empty() {
            return Ok(());
        }
        Err(format!("{}, networks {networks:?}, volumes {volumes:?}", describe(&containers)))
    })
}

/// These containers still exist, and none of them was restarted since.
pub(crate) fn untouched(before: &[Container]) -> Check {
    let before = before.to_vec();
    Check::new("the others were left alone", move |scenario| {
        let now = scenario.containers();
        for old in &before {
            match now.iter().find(|container| container.id == old.id) {
                None => return Err(format!("{} was removed", old.name)),
                Some(new) if new.started_at != old.started_at => return Err(format!("{} was restarted", old.name)),
                Some(_) => {}
            }
        }
        Ok(())
    })
}

/// The page behind the host port of container port 80 of the service's replica `number`.
pub(crate) fn serves(service: &str, number: u32, path: &str, text: &str) -> Check {
    let (service, path, text) = (service.to_owned(), path.to_owned(), text.to_owned());
    Check::new(format!("{service} {number} serves {path} with {text:?}"), move |scenario| {
        let container = scenario.container(&service, number);
        let port = container.host_port(80).ok_or("it has no host port")?;
        let page = get(port, &path).map_err(|error| format!("port {port}: {error}"))?;
        if page.contains(&text) { Ok(()) } else { Err(format!("it answers {page:?}")) }
    })
}

/// In the first container of `from`, `name` stands for exactly the addresses of all replicas of `service`.
pub(crate) fn resolves(from: &str, name: &str, service: &str) -> Check {
    let (from, name, service) = (from.to_owned(), name.to_owned(), service.to_owned());
    Check::new(format!("{from} finds {service} by the name {name}"), move |scenario| {
        let asking = scenario.container(&from, 1);
        let output = engine::docker(&["exec", &asking.id, "test-service", "resolve", &name]);
        let mut found: Vec<_> = output.lines().into_iter().map(str::to_owned).collect();
        let networks = |network: &&String| asking.addresses.contains_key(*network);
        let mut wanted: Vec<_> = scenario
            .service(&service)
            .iter()
            .flat_map(|container| {
                container
                    .addresses
                    .keys()
                    .filter(networks)
                    .map(|network| container.addresses[network].clone())
                    .collect::<Vec<_>>()
            })
            .collect();
        found.sort();
        wanted.sort();
        if found == wanted && !found.is_empty() { Ok(()) } else { Err(format!("{found:?} instead of {wanted:?}")) }
    })
}

/// The log of the service's first container contains this text.
pub(crate) fn logged(service: &str, text: &str) -> Check {
    let (service, text) = (service.to_owned(), text.to_owned());
    Check::new(format!("{service} has logged {text:?}"), move |scenario| {
        let output = engine::docker(&["logs", &scenario.container(&service, 1).id]);
        let found = output.stdout.contains(&text) || output.stderr.contains(&text);
        if found { Ok(()) } else { Err(format!("it logged {:?}", output.stdout)) }
    })
}

/// GET on a loopback port: the whole answer, or an error while nobody listens.
pub(crate) fn get(port: u16, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(stream, "GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

fn describe(containers: &[Container]) -> String {
    let one = |container: &Container| format!("{} ({})", container.name, container.state);
    if containers.is_empty() {
        "no container".to_owned()
    } else {
        containers.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}
