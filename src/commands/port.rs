//! `port`: where a container's port is published.

use super::context::Context;
use crate::cli::args::port::PortArgs;
use crate::error::{Error, Exit};

pub(crate) async fn run(context: &Context, args: &PortArgs) -> Result<Exit, Error> {
    let private: u16 = args
        .private_port
        .parse()
        .map_err(|_| Error::failed(format!("strconv.ParseUint: parsing {:?}: invalid syntax", args.private_port)))?;
    let container = super::replica::running(context, &args.service, args.index).await?;
    let protocol = args.protocol.to_lowercase();
    let matching = |port: &&crate::model::observed::ObservedPort| {
        port.private == private && port.protocol == protocol && port.public != 0
    };
    let Some(port) = container.ports.iter().find(matching) else {
        let known: Vec<String> =
            container.ports.iter().map(|port| format!("{}/{}", port.private, port.protocol)).collect();
        return Err(Error::failed(format!(
            "no port {private}/{protocol} for container {}: {}",
            container.name,
            known.join(", ")
        )));
    };
    context.ui.line(&format!("{}:{}", port.ip, port.public));
    Ok(Exit::Success)
}
