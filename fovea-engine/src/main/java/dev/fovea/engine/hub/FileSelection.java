package dev.fovea.engine.hub;

import dev.fovea.engine.json.JsonView;
import java.util.List;
import java.util.function.Function;

/// Which files of a repository are wanted.
///
/// @param include patterns of paths (see [Glob]); none means what Fovea reads
/// @param exclude patterns of paths that are left out
public record FileSelection(List<String> include, List<String> exclude) {
  /// What Fovea reads.
  public static final FileSelection NEEDED = new FileSelection(List.of(), List.of());

  public FileSelection {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  /// The wanted ones of the files.
  ///
  /// @param content reads a small JSON file of the repository
  List<HubFile> of(String repository, HubListing listing, Function<HubFile, JsonView> content) {
    List<Glob> out = exclude.stream().map(Glob::of).toList();
    List<Glob> in = include.stream().map(Glob::of).toList();
    List<HubFile> files =
        in.isEmpty()
            ? ModelFiles.of(repository, listing, content)
            : listing.files().stream().filter(file -> Glob.anyMatches(in, file.path())).toList();
    return files.stream().filter(file -> !Glob.anyMatches(out, file.path())).toList();
  }
}
