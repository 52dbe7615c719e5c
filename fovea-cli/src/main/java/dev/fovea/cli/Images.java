package dev.fovea.cli;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.vision.ImageDecoder;
import dev.fovea.engine.vision.RgbImage;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;

/// Finds the pictures that messages name: files beside the list, or data URLs.
///
/// @param folder what relative paths start from
record Images(Path folder) {

  /// Images beside a file.
  static Images beside(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return new Images(parent == null ? file.toAbsolutePath() : parent);
  }

  RgbImage read(String name) {
    String scheme = name.substring(0, Math.min(8, name.length())).toLowerCase(Locale.ROOT);
    if (scheme.startsWith("data:")) {
      return dataUrl(name);
    }
    if (scheme.startsWith("http://") || scheme.startsWith("https://")) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "image %s: nothing is fetched from the network; expected a file or a data URL",
              name));
    }
    try {
      return ImageDecoder.decode(folder.resolve(name));
    } catch (InvalidPathException e) {
      throw new FoveaException(
          String.format(Locale.ROOT, "image '%s': expected a file or a data URL", name), e);
    }
  }

  private static RgbImage dataUrl(String url) {
    int comma = url.indexOf(',');
    if (comma < 0 || !url.substring(0, comma).endsWith(";base64")) {
      throw new FoveaException("image: expected a data URL as data:image/...;base64,...");
    }
    try {
      return ImageDecoder.decode(
          Base64.getMimeDecoder().decode(url.substring(comma + 1)), "data URL");
    } catch (IllegalArgumentException e) {
      throw new FoveaException("image: the data URL is not base64: " + e.getMessage(), e);
    }
  }
}
