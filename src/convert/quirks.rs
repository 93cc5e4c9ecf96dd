//! What an engine can do, by the version of its API.

use crate::model::api_version::ApiVersion;

/// Something that not every engine from API 1.41 on can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feature {
    /// `Mount.BindOptions.CreateMountpoint`.
    CreateMountpoint,
    /// A volume of a Swarm's storage plugin.
    ClusterVolume,
    Annotations,
    /// More than one endpoint in a create call.
    SeveralEndpoints,
    /// A MAC address of an endpoint, instead of the container-wide one.
    EndpointMacAddress,
    StartInterval,
    /// `Mount.BindOptions.ReadOnlyNonRecursive` and `ReadOnlyForceRecursive`.
    RecursiveReadOnly,
    /// Devices by their name in the Container Device Interface.
    Cdi,
    VolumeSubpath,
    /// `com.docker.network.endpoint.sysctls` of an endpoint.
    EndpointSysctls,
    ImageMount,
    GatewayPriority,
    EnableIpv4,
    InterfaceName,
}

impl Feature {
    /// The first version of the API that has it.
    pub(crate) fn since(self) -> ApiVersion {
        ApiVersion(
            1,
            match self {
                Self::CreateMountpoint | Self::ClusterVolume => 42,
                Self::Annotations => 43,
                Self::SeveralEndpoints
                | Self::EndpointMacAddress
                | Self::StartInterval
                | Self::RecursiveReadOnly
                | Self::Cdi => 44,
                Self::VolumeSubpath => 45,
                Self::EndpointSysctls => 46,
                Self::ImageMount | Self::GatewayPriority | Self::EnableIpv4 => 48,
                Self::InterfaceName => 49,
            },
        )
    }

    pub(crate) fn in_version(self, version: ApiVersion) -> bool {
        version >= self.since()
    }
}

/// The release of Docker Engine that brought a version of the API.
pub(crate) fn engine_release(version: ApiVersion) -> &'static str {
    match version.1 {
        ..=41 => "20.10",
        42 => "23.0",
        43 => "24.0",
        44 => "25.0",
        45 => "26.0",
        46 => "27.0",
        47 => "27.3",
        48 => "28.0",
        49 => "28.1",
        50 => "28.2",
        51 => "28.3",
        52.. => "29.0",
    }
}
