package dev.fovea.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.json.JsonView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DonorFilesTest {
  private static final JsonView LLAVA_7B = JsonView.read(Path.of("configs", "llava-1.5-7b.json"));

  private static JsonView json(String text) {
    return JsonView.parse("config.json", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void tokensAreTheDonorsAndSizesTheShapes() {
    Map<String, @Nullable Object> config =
        new DonorFiles(LLAVA_7B, ModelFolder.open(Tiny.FOLDER)).config();

    assertThat(config)
        .containsEntry("image_token_index", 339L)
        .containsEntry("pad_token_id", 338L)
        .containsEntry("dtype", "bfloat16")
        .containsEntry("vision_config", LLAVA_7B.object("vision_config").toJava());
    assertThat(config.get("text_config"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("vocab_size", 32064L)
        .containsEntry("hidden_size", 4096L)
        .containsEntry("eos_token_id", 337L);
  }

  @Test
  void picturesAreAsLargeAsTheShapesTowerTakesThem() {
    ModelFolder donor = ModelFolder.open(Tiny.FOLDER);
    ProcessorFit fit = new ProcessorFit(LLAVA_7B, donor.config());

    Map<String, @Nullable Object> processor = fit.apply(donor.processor());
    assertThat(processor).containsEntry("patch_size", 14L);
    assertThat(processor.get("image_processor"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("size", Map.of("shortest_edge", 336L))
        .containsEntry("crop_size", Map.of("height", 336L, "width", 336L))
        .containsEntry("resample", 3L)
        .containsEntry("do_resize", true);
  }

  @Test
  void tilesAndMergesFollowTheShapeInTheFormOfTheSettings() {
    JsonView to =
        json(
            """
            {"image_grid_pinpoints": [[336, 672]],
             "vision_config": {"image_size": 384, "patch_size": [14, 14], "spatial_merge_size": 3}}
            """);
    JsonView from = json("{\"vision_config\": {\"image_size\": [24, 24], \"patch_size\": 6}}");
    JsonView settings =
        json(
            """
            {"size": {"longest_edge": 48}, "max_image_size": {"longest_edge": 24}, "merge_size": 2,
             "patch_size": {"height": 6, "width": 6}, "crop_size": null, "min_patches": 24,
             "image_grid_pinpoints": [[24, 48]]}
            """);

    assertThat(new ProcessorFit(to, from).apply(settings))
        .containsEntry("size", Map.of("longest_edge", 768L))
        .containsEntry("max_image_size", Map.of("longest_edge", 384L))
        .containsEntry("patch_size", Map.of("height", 14L, "width", 14L))
        .containsEntry("merge_size", 3L)
        .containsEntry("crop_size", null)
        .containsEntry("min_patches", 24L)
        .containsEntry("image_grid_pinpoints", List.of(List.of(336L, 672L)));
  }

  @Test
  void aDonorOfAnotherFamilyIsRefused() {
    JsonView shape = json("{\"model_type\": \"other\", \"text_config\": {}}");

    assertThatThrownBy(() -> new DonorFiles(shape, ModelFolder.open(Tiny.FOLDER)))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            String.format(
                Locale.ROOT,
                "%s: expected a folder of the family 'other', as the shape has, found 'llava'",
                Tiny.FOLDER));
  }

  @Test
  void aVocabularyThatIsSmallerThanTheDonorsIsRefused() {
    JsonView shape = json("{\"model_type\": \"llava\", \"text_config\": {\"vocab_size\": 200}}");

    assertThatThrownBy(() -> new DonorFiles(shape, ModelFolder.open(Tiny.FOLDER)))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            String.format(
                Locale.ROOT,
                "config.json: text_config.vocab_size: expected at least the 352 tokens of %s, found 200",
                Tiny.FOLDER));
  }
}
