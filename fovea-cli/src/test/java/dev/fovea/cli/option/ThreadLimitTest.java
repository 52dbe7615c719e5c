package dev.fovea.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.Run;
import org.junit.jupiter.api.Test;

class ThreadLimitTest {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  @Test
  void moreThreadsThanProcessorsAreAnsweredWithOnePerProcessorAndALine() {
    Run run =
        Run.of(
            "ask",
            "-m",
            Run.LLAVA,
            "-i",
            Run.PICTURE,
            "--threads",
            "10000",
            "--max-tokens",
            "1",
            "What is this?");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err())
        .isEqualTo(
            "fovea: --threads 10000: this machine has "
                + (PROCESSORS == 1
                    ? "1 processor, so 1 is used"
                    : PROCESSORS + " processors, so " + PROCESSORS + " are used")
                + System.lineSeparator());
  }

  @Test
  void asManyThreadsAsProcessorsNeedNoWord() {
    Run.of(
            "ask",
            "-m",
            Run.LLAVA,
            "-i",
            Run.PICTURE,
            "--threads",
            PROCESSORS,
            "--max-tokens",
            "1",
            "What is this?")
        .printed();
  }
}
