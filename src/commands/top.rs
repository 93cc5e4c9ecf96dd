//! `top`: the processes in the running containers.

use futures_util::future::join_all;

use super::context::Context;
use super::named;
use crate::cli::args::top::TopArgs;
use crate::engine::{ContainerFilter, Engine, Processes};
use crate::error::{Error, Exit};
use crate::model::labels;
use crate::model::observed::ObservedContainer;
use crate::ui::table::{Layout, Table};

/// The command line is the widest column, so it comes last.
const LAST: &str = "CMD";

pub(crate) async fn run(context: &Context, args: &TopArgs) -> Result<Exit, Error> {
    let filter = ContainerFilter::of_project(&context.project_name()?);
    let engine = context.engine().await?;
    let mut containers = named::select(context, &args.services, engine.list_containers(&filter).await?)?;
    containers.retain(ObservedContainer::is_up);
    containers.sort_by(|a, b| a.name.cmp(&b.name));
    let answers = join_all(containers.iter().map(|container| engine.top(&container.id))).await;
    let mut found = Vec::new();
    for (container, answer) in containers.iter().zip(answers) {
        match answer {
            Ok(processes) => found.push((container, processes)),
            // It has ended since the list, or is about to be started again.
            Err(error) if error.is_not_found() || error.is_conflict() => {}
            Err(error) => return Err(error.into()),
        }
    }
    if let Some(table) = table(&found) {
        table.print(&context.ui);
    }
    Ok(Exit::Success)
}

/// `None` without processes. Engines differ in their titles, and so may containers.
fn table(found: &[(&ObservedContainer, Processes)]) -> Option<Table> {
    let found: Vec<_> = found.iter().filter(|(_, processes)| !processes.rows.is_empty()).collect();
    let mut titles: Vec<&str> = Vec::new();
    for title in found.iter().flat_map(|(_, processes)| &processes.titles) {
        if !titles.contains(&title.as_str()) {
            titles.push(title);
        }
    }
    titles.sort_by_key(|title| *title == LAST);
    let header: Vec<&str> = ["SERVICE", "#"].into_iter().chain(titles.iter().copied()).collect();
    let mut table = (!found.is_empty()).then(|| Table::new(Layout::NARROW, &header))?;
    for (container, processes) in found {
        let own = [labels::SERVICE, labels::CONTAINER_NUMBER].map(|key| container.label(key).unwrap_or_default());
        for row in &processes.rows {
            let cell = |title: &&str| {
                let at = processes.titles.iter().position(|own| own == title);
                at.and_then(|at| row.get(at)).map_or("-", String::as_str)
            };
            table.row(own.into_iter().chain(titles.iter().map(cell)).map(str::to_owned).collect());
        }
    }
    Some(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn one_table_for_all_with_the_command_last() {
        let container = |service: &str| ObservedContainer {
            labels: [(labels::SERVICE, service), (labels::CONTAINER_NUMBER, "1")]
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into(),
            ..ObservedContainer::default()
        };
        let (db, web) = (container("db"), container("web"));
        let found = [
            (&db, Processes { titles: words("PID CMD"), rows: vec![words("7 postgres"), words("8 writer")] }),
            (&web, Processes { titles: words("UID CMD PID"), rows: vec![words("root serve 9")] }),
        ];
        assert_eq!(
            table(&found).unwrap().render(None),
            "SERVICE  #   PID  UID   CMD\n\
             db       1   7    -     postgres\n\
             db       1   8    -     writer\n\
             web      1   9    root  serve\n"
        );
        assert!(table(&[(&db, Processes { titles: words("PID"), rows: Vec::new() })]).is_none());
    }
}
