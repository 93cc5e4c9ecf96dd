//! What `up`, `create` and `scale` have in common: from the files to a plan, with images in place and questions answered.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::{feasible, models, outside, preflight, provide_images, provider, trust};
use crate::engine::observe::complete_images;
use crate::error::Error;
use crate::model::naming;
use crate::model::observed::Observed;
use crate::model::project::Project;
use crate::plan;
use crate::plan::operation::{Operation, Plan};
use crate::plan::options::UpOptions;
use crate::ui::prompt::Question;

/// What the three commands may ask for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) services: Vec<String>,
    /// Also what the services depend on.
    pub(crate) dependencies: bool,
    pub(crate) images: provide_images::Wanted,
    /// All but the answers to questions.
    pub(crate) options: UpOptions,
    pub(crate) scale: BTreeMap<String, u32>,
    pub(crate) yes: bool,
}

pub(crate) struct Prepared {
    pub(crate) project: Project,
    pub(crate) plan: Plan,
}

/// Everything before the first change of a container; images are pulled and built.
pub(crate) async fn prepare(context: &Context, wanted: Wanted) -> Result<Prepared, Error> {
    let (mut project, origins) = context.project_with_origins(&wanted.services, wanted.dependencies)?;
    trust::check(context, wanted.yes).await?;
    outside::provide_api_socket(context, &mut project).await;
    if project.services.is_empty() {
        return Err(Error::failed("no service selected"));
    }
    let engine = context.engine().await?;
    outside::provide_files(context, &mut project).await?;
    let infeasible = feasible::check(context, &project, &origins).await?;
    if infeasible.is_empty() {
        models::provide(context, &mut project).await?;
    }
    let mut observed = context.observe_closely(&project).await?;
    let mut options = wanted.options;
    options.selected = wanted.services.iter().map(|name| name.as_str().into()).collect();
    options.all_resources = context.global.all_resources;
    options.scale = wanted.scale.into_iter().map(|(name, number)| (name.into(), number)).collect();
    let images = provide_images::decide(context, &project, &mut observed, &wanted.images).await?;
    // What cannot work is found before minutes are spent on images.
    let look = preflight::Request {
        project: &project,
        one_off: None,
        origins: &origins,
        observed: &observed,
        options: &options,
        images: &images,
    };
    preflight::check(context, &look, infeasible, |observed| plan::up(&project, observed, &options)).await?;
    provide_images::provide(context, &project, &mut observed, (&wanted.images, &images.plan)).await?;
    provider::provide(context, &mut project).await?;
    options.recreate_volumes = answers(context, &project, &observed, wanted.yes).await?;
    let mut plan = plan::up(&project, &observed, &options)?;
    // Of the images that containers are made from, their volumes matter too.
    let made = made_from(&project, &plan);
    if !made.is_empty() {
        complete_images(engine, &mut observed, made.iter().map(String::as_str)).await?;
        plan = plan::up(&project, &observed, &options)?;
    }
    Ok(Prepared { project, plan })
}

/// The images of the containers that a plan creates.
fn made_from(project: &Project, plan: &Plan) -> BTreeSet<String> {
    let created = plan.steps.iter().filter_map(|step| match &step.operation {
        Operation::CreateContainer(create) => project.services.get(&create.service),
        _other => None,
    });
    created.map(|service| naming::image_name(project, service)).collect()
}

/// The volumes whose data may be lost, because the user says so.
async fn answers(
    context: &Context,
    project: &Project,
    observed: &Observed,
    yes: bool,
) -> Result<BTreeSet<String>, Error> {
    let mut agreed = BTreeSet::new();
    for question in plan::questions::volumes(project, observed) {
        let plan::questions::Question::RecreateVolume { key, .. } = &question else { continue };
        let asked = Question { text: &question.to_string(), otherwise: "the old volume stays as it is" };
        if context.confirm(asked, yes).await? {
            agreed.insert(key.clone());
        }
    }
    Ok(agreed)
}
