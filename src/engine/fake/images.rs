//! What pulls, pushes and builds do to the images of the fake engine.

use futures_util::stream::{self, LocalBoxStream, StreamExt};

use super::{FakeEngine, refused};
use crate::engine::{BuildProgress, BuildRequest, Result, TransferProgress};
use crate::model::observed::ObservedImage;

impl FakeEngine {
    /// What a pull of the reference reports before the image is there. A reference that was not announced is refused.
    pub(crate) fn pullable(self, reference: &str, progress: Vec<TransferProgress>) -> Self {
        self.state.borrow_mut().pulls.insert(reference.to_owned(), progress);
        self
    }

    pub(super) fn pulled(&self, reference: &str) -> Result<LocalBoxStream<'static, Result<TransferProgress>>> {
        let mut state = self.state.borrow_mut();
        let Some(progress) = state.pulls.get(reference).cloned() else {
            return Err(refused(404, &format!("manifest for {reference} not found: manifest unknown")));
        };
        let image = ObservedImage { id: format!("sha256:{}", state.new_id()), ..ObservedImage::default() };
        state.observed.images.insert(reference.to_owned(), image);
        Ok(stream::iter(progress.into_iter().map(Ok)).boxed_local())
    }

    /// What is there can be pushed.
    pub(super) fn pushed(&self, reference: &str) -> Result<LocalBoxStream<'static, Result<TransferProgress>>> {
        if !self.state.borrow().observed.images.contains_key(reference) {
            return Err(refused(404, &format!("An image does not exist locally with the tag: {reference}")));
        }
        let step = TransferProgress { id: "l1".to_owned(), status: "Pushed".to_owned(), ..TransferProgress::default() };
        Ok(stream::iter([Ok(step)]).boxed_local())
    }

    pub(super) fn built(&self, request: &BuildRequest) -> LocalBoxStream<'static, Result<BuildProgress>> {
        let mut state = self.state.borrow_mut();
        let id = format!("sha256:{}", state.new_id());
        for tag in &request.tags {
            let image = ObservedImage { id: id.clone(), ..ObservedImage::default() };
            state.observed.images.insert(tag.clone(), image);
        }
        let progress = [BuildProgress::Output("Step 1/1 : FROM scratch\n".to_owned()), BuildProgress::Image(id)];
        stream::iter(progress.into_iter().map(Ok)).boxed_local()
    }
}
