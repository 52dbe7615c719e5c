package dev.fovea.engine.hub;

import dev.fovea.engine.file.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a file's content is called in a repository and in the cache: the SHA-256 of a large file
/// (Git LFS, Xet), the SHA-1 of the Git blob of a small one.
///
/// @param value 64 or 40 hexadecimal digits
record Etag(String value) {
  private static final Pattern SYNTAX = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final int SHA_256_DIGITS = 64;

  /// Nothing where the text is no such digest; it becomes a file name.
  static Optional<Etag> parse(String text) {
    return SYNTAX.matcher(text).matches() ? Optional.of(new Etag(text)) : Optional.empty();
  }

  private boolean large() {
    return value.length() == SHA_256_DIGITS;
  }

  /// A digest to be fed with a content of that many bytes.
  MessageDigest digest(long size) {
    if (large()) {
      return Sha256.digest();
    }
    try {
      MessageDigest blob = MessageDigest.getInstance("SHA-1");
      blob.update(
          String.format(Locale.ROOT, "blob %d\0", size).getBytes(StandardCharsets.US_ASCII));
      return blob;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The value that a fed digest amounts to.
  static String of(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /// How messages name the digest.
  String algorithm() {
    return large() ? "sha256" : "git sha1";
  }
}
