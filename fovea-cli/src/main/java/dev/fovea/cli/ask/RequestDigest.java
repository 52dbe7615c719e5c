package dev.fovea.cli.ask;

import dev.fovea.cli.option.Images;
import dev.fovea.cli.print.JsonOutput;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.prompt.ChatMessages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tells a request from another one under the same id: a SHA-256 over all its keys but `id`, in any
/// order, and over the files that it names for pictures.
final class RequestDigest {
  private static final int DIGITS = 16;
  private static final RgbImage NO_PICTURE = new RgbImage(1, 1, new byte[3]);

  private final Images images;
  private final Map<Path, String> files = new HashMap<>();

  /// @param images where the pictures are
  RequestDigest(Images images) {
    this.images = images;
  }

  /// The digest, 16 hexadecimal digits.
  String of(Map<?, ?> request) {
    Map<String, Object> content = new TreeMap<>();
    request.forEach((key, value) -> {
      if (!key.equals("id") && value != null) {
        content.put(String.valueOf(key), value);
      }
    });
    MessageDigest digest = sha256();
    digest.update(JsonOutput.sorted(content).getBytes(StandardCharsets.UTF_8));
    for (Path picture : pictures(request.get("messages"))) {
      digest.update(
          files.computeIfAbsent(picture, RequestDigest::ofFile).getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
  }

  /// The files that messages name; those in front of a mistake, if they have one.
  private Set<Path> pictures(@Nullable Object messages) {
    Set<Path> named = new LinkedHashSet<>();
    if (messages instanceof List<?> list) {
      try {
        ChatMessages.turns(
            list,
            source -> {
              images.file(source).ifPresent(named::add);
              return NO_PICTURE;
            });
      } catch (FoveaException e) {
        return named; // it has no answer, and its text has gone into the digest
      }
    }
    return named;
  }

  private static String ofFile(Path file) {
    if (!Files.isRegularFile(file)) {
      return "none";
    }
    MessageDigest digest = sha256();
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    } catch (IOException e) {
      return "unreadable";
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
