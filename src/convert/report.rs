//! Collects what is wrong with a model, so that all of it is told at once: converting reports a problem and goes on.

use super::error::{ConvertError, Place, Problem};
use super::quirks::Feature;
use crate::model::api_version::ApiVersion;

pub(super) struct Report {
    place: Place,
    /// Of the engine.
    pub(super) version: ApiVersion,
    errors: Vec<ConvertError>,
}

impl Report {
    pub(super) fn new(place: Place, version: ApiVersion) -> Self {
        Self { place, version, errors: Vec::new() }
    }

    /// A problem of what stands below these keys and indices of the section.
    pub(super) fn add(&mut self, path: &[&str], problem: Problem) {
        let path = path.iter().map(|part| (*part).to_owned()).collect();
        self.errors.push(ConvertError { place: self.place.clone(), path, problem: Box::new(problem) });
    }

    /// Something that the engine may be too old for.
    pub(super) fn need(&mut self, feature: Feature, path: &[&str]) {
        let version = self.version;
        if !feature.in_version(version) {
            self.add(path, Problem::EngineTooOld { attribute: path.join("."), feature, version });
        }
    }

    /// A value, or the problem instead of it.
    pub(super) fn take<T>(&mut self, path: &[&str], result: Result<T, Problem>) -> Option<T> {
        result.map_err(|problem| self.add(path, problem)).ok()
    }

    pub(super) fn into_errors(self) -> Vec<ConvertError> {
        self.errors
    }

    /// The value, if there is no problem; else the first one.
    pub(super) fn result<T>(self, value: T) -> Result<T, ConvertError> {
        self.errors.into_iter().next().map_or(Ok(value), Err)
    }
}

/// A place and what is below it, as one path.
pub(super) fn below<'a>(place: &[&'a str], path: &[&'a str]) -> Vec<&'a str> {
    [place, path].concat()
}
