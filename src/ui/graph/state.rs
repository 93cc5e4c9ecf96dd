//! What runs of a service, in a few words.

use crate::model::observed::{ContainerState, Health, ObservedContainer};
use crate::model::service::Service;
use crate::ui::color::Style;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    /// `running 2/3, unhealthy`
    pub(crate) text: String,
    pub(crate) style: Style,
}

impl State {
    pub(crate) fn of(service: &Service, containers: &[ObservedContainer]) -> Self {
        let mine: Vec<_> = containers
            .iter()
            .filter(|container| !container.is_one_off() && container.service().as_ref() == Some(&service.name))
            .collect();
        let wanted = service.replicas();
        let up: Vec<_> = mine.iter().filter(|container| container.is_up()).collect();
        if up.is_empty() {
            return Self::down(wanted, &mine);
        }
        let health = up.iter().filter_map(|container| container.health()).max_by_key(|health| severity(*health));
        let style = match health {
            Some(Health::Unhealthy) => Style::Bad,
            Some(Health::Starting) => Style::Working,
            Some(Health::Healthy) | None if up.len() < wanted => Style::Working,
            Some(Health::Healthy) | None => Style::Good,
        };
        let health = health.map(|health| format!(", {}", health.as_str())).unwrap_or_default();
        let odd = up.iter().find(|container| container.state != ContainerState::Running);
        let (word, style) = odd.map_or(("running", style), |odd| (odd.state.as_str(), Style::Working));
        Self { text: format!("{word} {}/{wanted}{health}", up.len()), style }
    }

    /// No container runs: the worst of what is there.
    fn down(wanted: usize, mine: &[&ObservedContainer]) -> Self {
        let exited = mine.iter().filter_map(|container| container.exit_code()).max_by_key(|code| *code != 0);
        match (mine.first(), exited) {
            (None, _) if wanted == 0 => Self { text: "none wanted".to_owned(), style: Style::Dim },
            (None, _) => Self { text: "not created".to_owned(), style: Style::Dim },
            (Some(_), Some(0)) => Self { text: "exited (0)".to_owned(), style: Style::Dim },
            (Some(_), Some(code)) => Self { text: format!("exited ({code})"), style: Style::Bad },
            (Some(first), None) => {
                let created = first.state == ContainerState::Created;
                let style = if created { Style::Dim } else { Style::Working };
                Self { text: first.state.as_str().to_owned(), style }
            }
        }
    }

    /// The colour behind it in pictures.
    pub(super) fn background(&self) -> &'static str {
        match self.style {
            Style::Good => "#d7f0dc",
            Style::Working | Style::Warning => "#fdf1c7",
            Style::Bad => "#f8d5d5",
            Style::Dim => "#ececec",
            Style::Plain | Style::Time | Style::Bold | Style::Source(_) => super::svg::PLAIN,
        }
    }
}

fn severity(health: Health) -> u8 {
    match health {
        Health::Healthy => 0,
        Health::Starting => 1,
        Health::Unhealthy => 2,
    }
}
