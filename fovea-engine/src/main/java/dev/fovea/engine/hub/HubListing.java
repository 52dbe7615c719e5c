package dev.fovea.engine.hub;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.json.JsonView;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a repository holds at one commit.
record HubListing(String commit, List<HubFile> files) {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern UNSAFE = Pattern.compile("[\\\\:\\p{Cntrl}]");

  /// Reads the answer of `/api/models/REPO/revision/REVISION?blobs=true`.
  ///
  /// @throws FoveaException where something in it cannot be, such as a path that leaves the
  ///   repository
  static HubListing parse(JsonView json) {
    String commit = json.string("sha");
    if (!COMMIT.matcher(commit).matches()) {
      throw json.wrong("sha", "a commit of 40 hexadecimal digits");
    }
    return new HubListing(commit, json.objects("siblings").stream().map(HubListing::file).toList());
  }

  private static HubFile file(JsonView json) {
    String path = json.string("rfilename");
    if (!isInside(path)) {
      throw json.wrong("rfilename", "a path inside the repository");
    }
    Optional<JsonView> large = json.objectIfPresent("lfs");
    JsonView owner = large.orElse(json);
    long size = owner.whole("size");
    if (size < 0) {
      throw owner.wrong("size", "0 or more");
    }
    String key = large.isPresent() ? "sha256" : "blobId";
    Etag etag =
        Etag.parse(owner.string(key))
            .orElseThrow(() -> owner.wrong(key, "a digest in hexadecimal digits"));
    return new HubFile(path, size, etag);
  }

  private static boolean isInside(String path) {
    return !UNSAFE.matcher(path).find()
        && Stream.of(path.split("/", -1))
            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  /// The file at a path.
  Optional<HubFile> find(String path) {
    return files.stream().filter(file -> file.path().equals(path)).findFirst();
  }
}
