package dev.fovea.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.model.family.Families;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchSourceTest {

  @ParameterizedTest
  @ValueSource(strings = {"llava/config.json", "qwen2_vl/reference/hub_style/config.json"})
  void layersAreCutOffWhereverTheConfigurationCountsThem(String config) {
    BenchSource source = new BenchSource.RandomWeights(Path.of("..", "fixtures", config));

    assertThat(Families.text(source.config(OptionalInt.empty())).layers()).isEqualTo(4);
    assertThat(Families.text(source.config(OptionalInt.of(2))).layers()).isEqualTo(2);
    assertThatThrownBy(() -> source.config(OptionalInt.of(5)))
        .isInstanceOf(FoveaException.class)
        .hasMessage("layers: expected 1 to 4, the layers of the model, found 5");
  }
}
