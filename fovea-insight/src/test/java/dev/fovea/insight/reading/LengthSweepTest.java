package dev.fovea.insight.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.Engine;
import dev.fovea.engine.observe.PreparedPrompt;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.insight.entropy.RowEntropy;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LengthSweepTest {
  @Test
  void theNewestContextStaysAndPositionsCloseUp() {
    RecordedCase recorded = new RecordedCase("llava", "one_image_long");
    try (Engine engine = recorded.engine();
        PreparedPrompt prompt = recorded.prepareWithContext(engine)) {
      int[] context = prompt.layout().positions(TokenRole.CONTEXT);
      int others = prompt.length() - context.length;
      List<LengthSweep.Point<int[]>> points =
          LengthSweep.over(
              prompt,
              List.of(0, 5, 1_000_000),
              shorter -> {
                assertThat(shorter.positions().axis(0))
                    .containsExactly(LongStream.range(0, shorter.length()).toArray());
                return shorter.layout().positions(TokenRole.CONTEXT);
              });

      assertThat(context.length).isGreaterThan(5);
      assertThat(points)
          .extracting(LengthSweep.Point::context)
          .containsExactly(0, 5, context.length);
      assertThat(points)
          .extracting(LengthSweep.Point::tokens)
          .containsExactly(others, others + 5, prompt.length());
      assertThat(points.get(1).measured()).hasSize(5);
    }
  }

  @Test
  void theWholeContextIsMeasuredAsThePromptItself() {
    RecordedCase recorded = new RecordedCase("llava", "one_image_long");
    try (Engine engine = recorded.engine();
        PreparedPrompt prompt = recorded.prepareWithContext(engine)) {
      List<LengthSweep.Point<RowEntropy>> points =
          LengthSweep.over(
              prompt,
              List.of(prompt.length()),
              some -> RowEntropy.measure(engine, some, Optional.empty()));
      assertThat(points.getFirst().measured())
          .isEqualTo(RowEntropy.measure(engine, prompt, Optional.empty()));
    }
  }
}
