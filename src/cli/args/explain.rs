//! Arguments of `explain`.

use clap::Args;

#[derive(Args, Clone, Debug, PartialEq)]
#[command(about = "Explain what is wrong with a file, by the code of the finding")]
pub(crate) struct ExplainArgs {
    /// Codes of findings; without any, all codes are listed
    pub(crate) codes: Vec<String>,
}
