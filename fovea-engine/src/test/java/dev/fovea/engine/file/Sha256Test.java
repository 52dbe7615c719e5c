package dev.fovea.engine.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class Sha256Test {
  /// FIPS 180-2, appendix B.1.
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void bytesAndAFedDigestComeToThePublishedExample() {
    byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
    MessageDigest digest = Sha256.digest();
    digest.update(abc, 0, 1);
    digest.update(abc, 1, 2);

    assertThat(Sha256.hex(abc)).isEqualTo(OF_ABC);
    assertThat(Sha256.hex(digest)).isEqualTo(OF_ABC);
  }
}
