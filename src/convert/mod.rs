//! Maps the model to request bodies of the engine. Pure; names `bollard::models` only.
