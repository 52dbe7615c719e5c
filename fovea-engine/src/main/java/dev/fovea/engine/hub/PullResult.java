package dev.fovea.engine.hub;

import dev.fovea.engine.folder.RepositoryName;
import java.nio.file.Path;

/// A repository that is in the cache now.
///
/// @param commit what its revision means
/// @param folder its snapshot
/// @param files how many of its files were wanted
/// @param bytes how large they are together
/// @param downloaded how many bytes came over the network for them
public record PullResult(
    RepositoryName repository,
    String commit,
    Path folder,
    int files,
    long bytes,
    long downloaded) {}
