package dev.fovea.engine.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.folder.ModelLocator.Cached;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelLocatorTest {
  private static final String NEW = "b234fae0000000000000000000000000000000aa";
  private static final String OLD = "0a1b2c30000000000000000000000000000000bb";

  @TempDir Path cache;
  private Path repository;
  private ModelLocator locator;

  @BeforeEach
  void fillCache() throws IOException {
    locator = new ModelLocator(cache);
    repository = cache.resolve("models--llava-hf--llava-1.5-7b-hf");
    Files.createDirectories(repository.resolve("refs/refs/pr"));
    Files.writeString(repository.resolve("refs/main"), NEW);
    Files.writeString(repository.resolve("refs/refs/pr/3"), OLD);
    Path blobs = Files.createDirectories(repository.resolve("blobs"));
    Path blob = Files.writeString(blobs.resolve("e69de29"), "{\"model_type\": \"llava\"}");
    for (String commit : new String[] {NEW, OLD}) {
      Path snapshot = Files.createDirectories(repository.resolve("snapshots/" + commit));
      Files.createSymbolicLink(
          snapshot.resolve("config.json"), Path.of("../../blobs").resolve(blob.getFileName()));
    }
  }

  @Test
  void cachedRepositoriesAreFoundByNameAndRevision() {
    String name = "llava-hf/llava-1.5-7b-hf";
    Path newest = repository.resolve("snapshots/" + NEW);
    Path older = repository.resolve("snapshots/" + OLD);

    assertThat(locator.locate(name)).isEqualTo(newest);
    assertThat(locator.locate(name + "@main")).isEqualTo(newest);
    assertThat(locator.locate(name + "@refs/pr/3")).isEqualTo(older);
    assertThat(locator.locate(name + "@" + OLD)).isEqualTo(older);
    assertThat(ModelFolder.open(locator.locate(name)).config().string("model_type"))
        .isEqualTo("llava");
  }

  @Test
  void foldersAreTakenAsTheyAre(@TempDir Path folder) {
    assertThat(locator.locate(folder.toString())).isEqualTo(folder);
  }

  @Test
  void whatIsNotThereIsSaidWithThePlaceThatWasSearched() {
    assertThatThrownBy(() -> locator.locate("no-such/model"))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            String.format(
                Locale.ROOT,
                "model \"no-such/model\": found neither a folder of that name nor a cached repository (%s); `fovea pull no-such/model` downloads it",
                cache.resolve("models--no-such--model")));
    assertThatThrownBy(() -> locator.locate("llava-hf/llava-1.5-7b-hf@v2"))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            String.format(
                Locale.ROOT,
                "model \"llava-hf/llava-1.5-7b-hf\": revision \"v2\" is not cached in %s, which has: main, refs/pr/3; `fovea pull llava-hf/llava-1.5-7b-hf@v2` downloads it",
                repository));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/no/such/folder", "a/b/c", "../x", "a/..", "a@../../main", "a--b", "\0"})
  void textThatCanBeNoModelIsRefused(String model) {
    assertThatThrownBy(() -> locator.locate(model))
        .isInstanceOf(FoveaException.class)
        .message()
        .endsWith(
            ": expected a folder, or a repository name ORG/NAME or ORG/NAME@REVISION, found neither");
  }

  @Test
  void cachedModelsAreListedByRevision() throws IOException {
    String loose = "cccccccccccccccccccccccccccccccccccccccc";
    Path snapshot = Files.createDirectories(repository.resolve("snapshots/" + loose));
    Files.writeString(snapshot.resolve("config.json"), "{}");
    Files.createDirectories(cache.resolve("models--half--pulled/snapshots/" + NEW));
    Files.createDirectories(cache.resolve("datasets--some--data/snapshots/" + NEW));

    assertThat(locator.cached())
        .extracting(Cached::model)
        .containsExactly(
            "llava-hf/llava-1.5-7b-hf@" + loose,
            "llava-hf/llava-1.5-7b-hf",
            "llava-hf/llava-1.5-7b-hf@refs/pr/3");
    assertThat(locator.cached())
        .allSatisfy(model -> assertThat(locator.locate(model.model())).isEqualTo(model.folder()));
    assertThat(new ModelLocator(cache.resolve("none")).cached()).isEmpty();
  }

  @Test
  void theCacheIsWhereTheEnvironmentPutsIt() {
    assertThat(cacheOf(Map.of("HOME", "/h"))).isEqualTo(Path.of("/h/.cache/huggingface/hub"));
    Path user = Path.of(System.getProperty("user.home"), ".cache/huggingface/hub");
    assertThat(cacheOf(Map.of("HOME", ""))).isEqualTo(user);
    assertThat(cacheOf(Map.of())).isEqualTo(user);
    assertThat(cacheOf(Map.of("HOME", "/h", "XDG_CACHE_HOME", "/x")))
        .isEqualTo(Path.of("/x/huggingface/hub"));
    assertThat(cacheOf(Map.of("HOME", "/h", "XDG_CACHE_HOME", "/x", "HF_HOME", "~/f")))
        .isEqualTo(Path.of("/h/f/hub"));
    assertThat(cacheOf(Map.of("HF_HOME", "/f", "HUGGINGFACE_HUB_CACHE", "/l")))
        .isEqualTo(Path.of("/l"));
    assertThat(cacheOf(Map.of("HUGGINGFACE_HUB_CACHE", "/l", "HF_HUB_CACHE", "/c")))
        .isEqualTo(Path.of("/c"));
    assertThat(cacheOf(Map.of("HOME", "/h", "HF_HUB_CACHE", "")))
        .isEqualTo(Path.of("/h/.cache/huggingface/hub"));
  }

  private static Path cacheOf(Map<String, String> environment) {
    return ModelLocator.of(environment).cache();
  }
}
