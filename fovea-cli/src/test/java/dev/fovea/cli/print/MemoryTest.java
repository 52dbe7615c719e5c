package dev.fovea.cli.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.cli.Run;
import dev.fovea.engine.ModelOutline;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.machine.Memory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MemoryTest {
  @Test
  void whatDoesNotFitIsRefusedWithBothNumbers() {
    assertThatCode(() -> Memory.require("a page", 4096)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Memory.require("the weights of giant", 14_000_000_000_000L))
        .hasMessageMatching(
            "not enough memory for the weights of giant: 14000.0 GB needed, [\\d.]+ [MG]B available");
  }

  /// As [dev.fovea.engine.internal.model.tensors.DtypeChoice] computes them.
  @ParameterizedTest
  @CsvSource({
    "BF16, 536870912, 2147483648", // 2 GiB in float32: still small
    "BF16, 536870913, 1073741826",
    "F16, 7000000000, 14000000000",
    "F32, 7000000000, 28000000000",
    "F64, 7000000000, 28000000000",
  })
  void weightsTakeWhatTheDtypeAutoComputesIn(String stored, long parameters, long bytes) {
    ModelOutline small = ModelOutline.of(ModelFolder.open(Run.LLAVA));
    ModelOutline outline =
        new ModelOutline(small.folder(), "llava", small.text(), stored, parameters, 0, 0, 0);

    assertThat(outline.weightBytes("auto")).isEqualTo(bytes);
  }

  @Test
  void thePeakIsAtLeastWhatTheHeapHolds() {
    byte[] held = new byte[1 << 20];

    assertThat(Memory.peakResident()).isGreaterThan(held.length);
  }

  @Test
  void wantOfMemoryOrDiskEndsWithThree() {
    assertThat(
            code(() -> {
              throw new OutOfMemoryError("Java heap space");
            }))
        .isEqualTo(ExitCode.NOT_ENOUGH_ROOM);
    assertThat(
            code(() -> {
              throw new RuntimeException(
                  "[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes");
            }))
        .isEqualTo(ExitCode.NOT_ENOUGH_ROOM);
    assertThat(
            code(() -> {
              throw new FoveaException("out.jsonl", new IOException("No space left on device"));
            }))
        .isEqualTo(ExitCode.NOT_ENOUGH_ROOM);
    assertThat(code(() -> Memory.require("it", Long.MAX_VALUE)))
        .isEqualTo(ExitCode.NOT_ENOUGH_ROOM);
  }

  /// What is done, and may throw.
  private interface Action {
    void run() throws Exception;
  }

  @Command(name = "failing")
  private record Failing(Action action) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      action.run();
      return ExitCode.DONE;
    }
  }

  private static int code(Action action) {
    StringWriter err = new StringWriter();
    Failures failures = new Failures();
    CommandLine command = new CommandLine(new Failing(action));
    command.setExecutionExceptionHandler(failures);
    command.setExecutionStrategy(failures);
    command.setErr(new PrintWriter(err));
    int code = command.execute();
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).startsWith("fovea: ");
    return code;
  }
}
