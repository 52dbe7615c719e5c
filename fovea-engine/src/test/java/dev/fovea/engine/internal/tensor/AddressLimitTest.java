package dev.fovea.engine.internal.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AddressLimitTest {
  private static final String HEAD =
      "Limit                     Soft Limit           Hard Limit           Units     ";

  @Test
  void theSoftLimitIsRead() {
    assertThat(
            AddressLimit.in(
                List.of(
                    HEAD,
                    "Max locked memory         8388608              8388608              bytes     ",
                    "Max address space         1536000000           unlimited            bytes     ")))
        .hasValue("1536000000");
  }

  @Test
  void noLimitIsNone() {
    assertThat(
            AddressLimit.in(
                List.of(
                    HEAD,
                    "Max address space         unlimited            unlimited            bytes     ")))
        .isEmpty();
    assertThat(AddressLimit.in(List.of(HEAD))).isEmpty();
  }
}
