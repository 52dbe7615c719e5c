package dev.fovea.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.answer.GenerationOptions;
import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.gradient.Saliency;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.observe.Sequence;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Whoever generates for days holds as much native memory as after the first minute.
class NativeMemoryTest {
  /// What the compilers of the JVM come and go with. One hidden state of the long prompt has 97 kB,
  /// and 500 of them would be twice as much.
  private static final long NOISE_KILOBYTES = 24 << 10;

  private static final Prompt TEXT = Fixtures.prompt("llava", "text_only");
  private static final Prompt LONG = Fixtures.prompt("llava", "one_image_long");
  private static final Prompt IMAGE = Fixtures.prompt("llava", "one_image");
  private static final GenerationOptions SHORT = GenerationOptions.greedy(2);

  @Test
  @EnabledOnOs(OS.LINUX)
  void aThousandGenerationsHoldNativeMemoryFlat() throws IOException, InterruptedException {
    try (Engine engine = Fixtures.engine("llava")) {
      generate(engine, 200);
      long pointers = held();
      long tracked = Pointer.totalBytes();
      long resident = residentKilobytes();

      generate(engine, 1000);

      assertThat(held()).isEqualTo(pointers);
      assertThat(Pointer.totalBytes()).isEqualTo(tracked);
      assertThat(residentKilobytes() - resident).isLessThan(NOISE_KILOBYTES);
    }
  }

  private static void generate(Engine engine, int count) {
    for (int i = 0; i < count; i++) {
      engine.ask(i % 2 == 0 ? LONG : TEXT, SHORT);
      if (i % 50 == 49) {
        System.gc(); // so that the Java heap keeps to the pages that it has touched
      }
    }
  }

  @Test
  void cancelledAndRefusedGenerationsLeaveNothingBehind() throws InterruptedException {
    Prompt tooLong =
        new Prompt(
            List.of(new Message(Message.Role.USER, List.of(new Part.Text("boat ".repeat(4200))))));
    try (Engine engine = Fixtures.engine("llava")) {
      long before = 0;
      for (int i = 0; i < 20; i++) {
        if (i == 5) {
          before = held();
        }
        try (PreparedPrompt prepared = engine.prepare(IMAGE);
            Sequence sequence = engine.prefill(prepared, layer -> {}, 1)) {
          engine.generate(sequence, SHORT, piece -> false);
        }
        try {
          engine.ask(tooLong, SHORT);
        } catch (FoveaException expected) {
          // What is measured is what it leaves.
        }
        try (PreparedPrompt prepared = engine.prepare(IMAGE)) {
          engine.prefill(
              prepared,
              layer -> {
                throw new IllegalStateException("an observer that fails");
              },
              1);
        } catch (IllegalStateException expected) {
          // Likewise.
        }
        try (PreparedPrompt prepared = engine.prepare(IMAGE);
            Sequence sequence = engine.prefill(prepared, layer -> {}, 1)) {
          engine.generate(
              sequence,
              SHORT,
              piece -> {
                throw new IllegalStateException("a listener that fails");
              });
        } catch (IllegalStateException expected) {
          // Likewise.
        }
        Thread.currentThread().interrupt();
        try {
          engine.prepare(IMAGE).close();
        } catch (CancellationException expected) {
          Thread.interrupted();
        }
      }
      assertThat(held()).isEqualTo(before);
    }
  }

  @Test
  void saliencyLeavesNothingBehind() throws InterruptedException {
    try (Engine engine = Fixtures.engine("llava");
        PreparedPrompt prepared = engine.prepare(IMAGE)) {
      Saliency.of(engine.model().text(), prepared, 7);
      long before = held();
      for (int i = 0; i < 10; i++) {
        Saliency.of(engine.model().text(), prepared, 7);
      }
      assertThat(held()).isEqualTo(before);
    }
  }

  @Test
  void aClosedEngineLeavesNothingBehind() throws InterruptedException {
    Fixtures.engine("llava").close();
    long before = held();
    for (int i = 0; i < 5; i++) {
      try (Engine engine = Fixtures.engine("llava")) {
        engine.ask(IMAGE, SHORT);
      }
    }
    assertThat(held()).isEqualTo(before);
  }

  /// Native objects that somebody still holds; those that nobody does go with the garbage.
  private static long held() throws InterruptedException {
    long count = Long.MAX_VALUE;
    for (int settled = 0; settled < 3; ) {
      System.gc();
      Thread.sleep(20);
      settled = Pointer.totalCount() == count ? settled + 1 : 0;
      count = Pointer.totalCount();
    }
    return count;
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
