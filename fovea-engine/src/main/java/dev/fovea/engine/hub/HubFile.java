package dev.fovea.engine.hub;

/// A file of a repository.
///
/// @param path where it is in the repository, with slashes
/// @param size in bytes
/// @param etag its content
record HubFile(String path, long size, Etag etag) {}
