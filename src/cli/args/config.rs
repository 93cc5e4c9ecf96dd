//! Arguments of `config`.

use clap::{Args, ValueHint};

#[derive(Args, Clone, Debug, Default, PartialEq)]
#[command(about = "Check the Compose files and print them as one resolved file")]
pub(crate) struct ConfigArgs {
    /// Print the variables that interpolation sees
    #[arg(long)]
    pub(crate) environment: bool,
    /// Say where a value comes from and what it took the place of
    #[arg(long, value_name = "PATH|SERVICE|VARIABLE")]
    pub(crate) explain: Option<String>,
    /// Format of the output: yaml or json (with --variables also table)
    #[arg(long)]
    pub(crate) format: Option<String>,
    /// Print the configuration hash of each named service ("*" means all)
    #[arg(long)]
    pub(crate) hash: Option<String>,
    /// Print the image of each service
    #[arg(long)]
    pub(crate) images: bool,
    /// Print an override file that pins each image to its digest
    #[arg(long)]
    pub(crate) lock_image_digests: bool,
    /// Print the names of the models
    #[arg(long)]
    pub(crate) models: bool,
    /// Print the names of the networks
    #[arg(long)]
    pub(crate) networks: bool,
    /// Leave out the checks across sections
    #[arg(long)]
    pub(crate) no_consistency: bool,
    /// Keep env_file instead of reading the files
    #[arg(long)]
    pub(crate) no_env_resolution: bool,
    /// Keep variables such as ${NAME} as they are
    #[arg(long)]
    pub(crate) no_interpolate: bool,
    /// Add no defaults
    #[arg(long)]
    pub(crate) no_normalize: bool,
    /// Keep relative paths
    #[arg(long)]
    pub(crate) no_path_resolution: bool,
    /// Write to this file instead of standard output
    #[arg(short, long, value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<String>,
    /// Print the names of the profiles
    #[arg(long)]
    pub(crate) profiles: bool,
    /// Check only, print nothing
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Replace image tags by digests
    #[arg(long)]
    pub(crate) resolve_image_digests: bool,
    /// Print the JSON schema of Compose files, for editors
    #[arg(long)]
    pub(crate) schema: bool,
    /// Print the names of the services
    #[arg(long)]
    pub(crate) services: bool,
    /// Print the variables that the files use, with their defaults
    #[arg(long)]
    pub(crate) variables: bool,
    /// Print the names of the volumes
    #[arg(long)]
    pub(crate) volumes: bool,
    /// Services to print, with what they depend on (default: all)
    #[arg(value_name = "SERVICE")]
    pub(crate) selected: Vec<String>,
}

impl ConfigArgs {
    /// An empty value, as an unset variable of a script leaves it, is none.
    pub(crate) fn hash(&self) -> Option<&str> {
        self.hash.as_deref().filter(|names| !names.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_of_hashes_is_none() {
        let hash = |text: &str| ConfigArgs { hash: Some(text.to_owned()), ..ConfigArgs::default() }.hash().is_some();
        assert_eq!([hash(""), hash("*"), hash("web,db")], [false, true, true]);
    }
}
