package dev.fovea.builtin;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.file.AtomicFile;
import dev.fovea.engine.file.FileProblem;
import dev.fovea.engine.file.Sha256;
import dev.fovea.engine.folder.HubFolders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The built-in model as a folder of real files, which mapping its weights needs: they travel as
/// resources and are unpacked once into the user's cache.
///
/// Every file is compared with its published SHA-256 each time, so that a damaged or half-written
/// one is replaced; it is replaced by renaming, so that processes may do this side by side.
public final class BuiltinModel {
  /// What users call the model.
  public static final String NAME = "builtin";

  private static final String SUMS = "SHA256SUMS";
  private static final String FIGURES = "model/figures.json";

  private BuiltinModel() {}

  /// The folder in the cache of that environment: `$XDG_CACHE_HOME/fovea/...`, else
  /// `~/.cache/fovea/...`.
  ///
  /// @throws FoveaException where the cache cannot be written
  public static Path folder(Map<String, String> environment) {
    Path cache =
        Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
            .filter(value -> !value.isEmpty())
            .map(Path::of)
            .orElseGet(() -> HubFolders.user(environment).resolve(".cache"));
    return unpack(cache.resolve("fovea"));
  }

  /// Which training the model comes from: the first digits of the SHA-256 of its weights.
  public static String edition() {
    return digests(resource(SUMS)).getOrDefault("model.safetensors", "").substring(0, 12);
  }

  /// The study that was published with the model, as JSON; nothing while there is none.
  public static Optional<String> figures() {
    try (InputStream stream = BuiltinModel.class.getResourceAsStream(FIGURES)) {
      return stream == null
          ? Optional.empty()
          : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new FoveaException(
          String.format(
              Locale.ROOT, "built-in model: %s cannot be read: %s", FIGURES, FileProblem.reason(e)),
          e);
    }
  }

  /// Unpacks what is missing or damaged below `cache`; one folder per version of the model.
  static Path unpack(Path cache) {
    byte[] sums = resource(SUMS);
    Path folder = cache.resolve("model-" + Sha256.hex(sums).substring(0, 12)).resolve(NAME);
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, String> file : digests(sums).entrySet()) {
        Path target = folder.resolve(file.getKey());
        if (!Files.isRegularFile(target)
            || !Sha256.hex(Files.readAllBytes(target)).equals(file.getValue())) {
          AtomicFile.write(target, resource(file.getKey()));
        }
      }
      return folder;
    } catch (IOException e) {
      throw notUnpacked(folder, FileProblem.reason(e), e);
    } catch (FoveaException e) {
      throw notUnpacked(folder, String.valueOf(e.getMessage()), e);
    }
  }

  private static FoveaException notUnpacked(Path folder, String why, Exception cause) {
    return new FoveaException(
        String.format(
            Locale.ROOT,
            "%s: the built-in model cannot be unpacked there (%s); point XDG_CACHE_HOME to a folder that can be written",
            folder,
            why),
        cause);
  }

  /// SHA-256 by file name, in the format of `sha256sum`.
  static Map<String, String> digests(byte[] sums) {
    Map<String, String> digests = new LinkedHashMap<>();
    new String(sums, StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split(" +", 2))
        .forEach(pair -> digests.put(pair[1], pair[0]));
    return digests;
  }

  /// One of the model's files.
  public static byte[] resource(String name) {
    try (InputStream stream = BuiltinModel.class.getResourceAsStream("model/" + name)) {
      if (stream == null) {
        throw new IllegalStateException("the build left out model/" + name);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new FoveaException(
          String.format(
              Locale.ROOT, "built-in model: %s cannot be read: %s", name, FileProblem.reason(e)),
          e);
    }
  }
}
