package dev.fovea.cli.option;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.InputFile;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.image.decode.ImageDecoder;
import dev.fovea.engine.image.decode.ImageText;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Finds the pictures that users and messages name: files by path or `file:` URL, data URLs, and
/// bare base64, as Ollama has them. Nothing is fetched.
///
/// @param folder what relative paths start from
public record Images(Path folder) {
  private static final int LONGEST_SHOWN = 80;

  /// Linux's own limit.
  private static final int LONGEST_PATH = 4096;

  /// Images beside a file.
  public static Images beside(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return new Images(parent == null ? file.toAbsolutePath() : parent);
  }

  /// Images that the command line names.
  public static Images here() {
    return new Images(Path.of(""));
  }

  /// Whether this names a picture, be it one that is not there: a file, or a URL of any kind.
  boolean isPicture(String name) {
    return hasScheme(name, "data:", "http:", "https:", "file:")
        || file(name).filter(Files::exists).isPresent();
  }

  /// The file that a name means, if it means one; it need not be there.
  public Optional<Path> file(String name) {
    if (hasScheme(name, "data:", "http:", "https:") || name.length() > LONGEST_PATH) {
      return Optional.empty();
    }
    try {
      Path file =
          hasScheme(name, "file:")
              ? Path.of(URI.create(name.strip().replace(" ", "%20")))
              : folder.resolve(name);
      boolean encoded = !Files.exists(file) && ImageText.picture(name).isPresent();
      return encoded ? Optional.empty() : Optional.of(file);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no path of this system, or no URL
    }
  }

  /// The picture.
  ///
  /// @throws FoveaException where there is none, or it cannot be read
  public RgbImage read(String name) {
    if (ImageText.isDataUrl(name)) {
      return ImageDecoder.decode(ImageText.dataUrl(name, "data URL"), "data URL");
    }
    if (hasScheme(name, "http:", "https:")) {
      throw new FoveaException(InputFile.noSuchFile(shown(name)));
    }
    Optional<Path> file = file(name);
    if (file.isPresent()) {
      return ImageDecoder.decode(file.get());
    }
    return ImageText.picture(name)
        .map(bytes -> ImageDecoder.decode(bytes, "base64"))
        .orElseThrow(() ->
            new FoveaException(
                String.format(
                    Locale.ROOT,
                    "image '%s': expected a file, a file:///... URL, a data URL or base64",
                    shown(name))));
  }

  private static boolean hasScheme(String name, String... schemes) {
    for (String scheme : schemes) {
      if (name.stripLeading().regionMatches(true, 0, scheme, 0, scheme.length())) {
        return true;
      }
    }
    return false;
  }

  private static String shown(String name) {
    String line = name.lines().findFirst().orElse("");
    return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + "..." : line;
  }
}
