//! TLS towards an engine: docker's three files and its two ways of trust.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TlsFiles {
    /// The authorities to trust; the system's without it.
    pub(crate) ca: Option<PathBuf>,
    pub(crate) certificate: Option<PathBuf>,
    pub(crate) key: Option<PathBuf>,
    /// Whether the engine must prove who it is.
    pub(crate) verify: bool,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    /// Docker Compose's text.
    #[error("Failed to initialize: unable to resolve docker endpoint: open {path}: no such file or directory")]
    Missing { path: PathBuf },
    #[error("unable to read {what} from {path}")]
    Unreadable { what: &'static str, path: PathBuf, source: rustls::pki_types::pem::Error },
    #[error("there is no certificate in {path}")]
    Empty { path: PathBuf },
    #[error("this machine has no file of trusted authorities; name one with --tlscacert")]
    NoSystemAuthorities,
    #[error("a client's certificate needs its key, and the other way round: give both --tlscert and --tlskey")]
    HalfAPair,
    #[error("the TLS certificates cannot be used")]
    Unusable { source: rustls::Error },
}

/// Where systems keep the authorities that they trust.
const SYSTEM_AUTHORITIES: [&str; 5] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

pub(crate) fn client_config(files: &TlsFiles) -> Result<ClientConfig, TlsError> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|source| TlsError::Unusable { source })?;
    let builder = if files.verify {
        builder.with_root_certificates(authorities(files.ca.as_deref())?)
    } else {
        builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyServer(provider)))
    };
    match (&files.certificate, &files.key) {
        (None, None) => Ok(builder.with_no_client_auth()),
        (Some(certificate), Some(key)) => {
            let certificates = certificates(certificate, "the client's certificate")?;
            let private = PrivateKeyDer::from_pem_file(key).map_err(|source| problem("the key", key, source))?;
            builder.with_client_auth_cert(certificates, private).map_err(|source| TlsError::Unusable { source })
        }
        _ => Err(TlsError::HalfAPair),
    }
}

fn authorities(file: Option<&Path>) -> Result<RootCertStore, TlsError> {
    let path = match file {
        Some(path) => path,
        None => {
            let system = SYSTEM_AUTHORITIES.iter().map(Path::new).find(|path| path.exists());
            system.ok_or(TlsError::NoSystemAuthorities)?
        }
    };
    let mut store = RootCertStore::empty();
    // A system's file may hold one that this library does not take; the others still count.
    let (taken, _) = store.add_parsable_certificates(certificates(path, "the authorities")?);
    if taken == 0 { Err(TlsError::Empty { path: path.to_owned() }) } else { Ok(store) }
}

fn certificates(path: &Path, what: &'static str) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let read = |source| problem(what, path, source);
    let list: Vec<_> = CertificateDer::pem_file_iter(path).map_err(read)?.collect::<Result<_, _>>().map_err(read)?;
    if list.is_empty() { Err(TlsError::Empty { path: path.to_owned() }) } else { Ok(list) }
}

fn problem(what: &'static str, path: &Path, source: rustls::pki_types::pem::Error) -> TlsError {
    if path.exists() {
        TlsError::Unreadable { what, path: path.to_owned(), source }
    } else {
        TlsError::Missing { path: path.to_owned() }
    }
}

/// `--tls` without `--tlsverify`: encrypted, to whoever answers.
#[derive(Debug)]
struct AnyServer(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyServer {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_authority_is_named_as_docker_names_it() {
        let files = TlsFiles { ca: Some(PathBuf::from("/nowhere/ca.pem")), certificate: None, key: None, verify: true };
        let text = client_config(&files).unwrap_err().to_string();
        assert!(text.ends_with("open /nowhere/ca.pem: no such file or directory"), "{text}");
    }

    #[test]
    fn a_certificate_without_its_key_is_refused_and_no_verification_needs_no_authority() {
        let files = TlsFiles { ca: None, certificate: Some(PathBuf::from("c")), key: None, verify: false };
        assert!(matches!(client_config(&files), Err(TlsError::HalfAPair)));
        assert!(client_config(&TlsFiles { certificate: None, ..files }).is_ok());
    }
}
