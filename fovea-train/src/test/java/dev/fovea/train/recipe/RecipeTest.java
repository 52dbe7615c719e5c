package dev.fovea.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.json.JsonView;
import dev.fovea.scenes.dialogue.SampleForm;
import dev.fovea.scenes.language.QuestionKind;
import dev.fovea.train.learn.StepSettings;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class RecipeTest {
  static final List<String> OWN = Recipe.OWN;

  @Test
  void everythingIsReadOrHasAnUsualValue() {
    Recipe recipe = TinyRecipe.recipe();

    assertThat(recipe.seed()).isEqualTo(7);
    assertThat(recipe.steps()).isEqualTo(8);
    assertThat(recipe.config().string("model_type")).isEqualTo("llava");
    Stage words = recipe.stages().getFirst();
    assertThat(words.rates()).isEqualTo(new StepSettings(0.004, 0, 1, 1, 0));
    assertThat(words.schedule()).isEqualTo(new Stage.Schedule(2, 0.5));
    assertThat(words.frozen()).containsExactly("language_model.model.layers");
    assertThat(words.samples().kinds()).containsExactlyInAnyOrder(QuestionKind.values());
    assertThat(words.samples().mostObjects()).isEqualTo(7);
    Stage questions = recipe.stages().getLast();
    assertThat(questions.rates()).isEqualTo(new StepSettings(0.002, 0.01, 1, 0.2, 0.2));
    assertThat(questions.samples().kinds())
        .isEqualTo(Set.of(QuestionKind.COLOUR, QuestionKind.COUNT));
    assertThat(questions.buckets().getLast())
        .isEqualTo(new Stage.Bucket(SampleForm.INTERLEAVED, 90, 1, 1));
    assertThat(questions.answerWeight()).isEqualTo(1);
    assertThat(questions.textWeight()).isEqualTo(0.1);
  }

  @ParameterizedTest(name = "{1} for {0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"seed\": 7,' | '' | 'seed: expected a whole number, found nothing'",
        "'\"shards\": 2' | '\"shards\": 0' | 'shards: expected at least 1, found 0'",
        "'\"check_every\": 2' | '\"check_every\": 0' | 'check_every: expected at least 1, found 0'",
        "'\"stages\"' | '\"steps\"' | 'stages: expected a list of objects, found nothing'",
        "'\"stages\": [' | '\"stages\": [], \"old\": [' | 'stages: expected at least one stage, found a list of 0'",
        "'\"steps\": 3' | '\"steps\": 0' | 'stages[0].steps: expected at least 1, found 0'",
        "'[1, 7]' | '[3]' | 'stages[0].objects: expected the fewest and the most, as [1, 7], found a list of 1'",
        "'[1, 7]' | '[4, 2]' | 'stages[0].objects: expected the fewest and the most, as [1, 7], found a list of 2'",
        "'[1, 7]' | '[1, 8]' | 'stages[0].objects: expected the fewest and the most, as [1, 7], found a list of 2'",
        "'\"count\"]' | '\"sizes\"]' | 'stages[1].kinds: expected some of [colour, shape, place, at, size, presence, count, named, earlier, rule], found a list of 2'",
        "'[\"colour\", \"count\"]' | '[]' | 'stages[1].kinds: expected some of [colour, shape, place, at, size, presence, count, named, earlier, rule], found a list of 0'",
        "'\"interleaved\"' | '\"mixed\"' | 'stages[1].buckets[1].form: expected one of [short, interleaved, final, caption, listing, glossary], found \"mixed\"'",
        "'\"sequences\": 1' | '\"sequences\": 0' | 'stages[1].buckets[1].sequences: expected at least 1, found 0'",
        "'\"share\": 3' | '\"share\": 0' | 'stages[1].buckets[0].share: expected a share above 0, found 0'",
        "'\"muon\"' | '\"sgd\"' | 'stages[1].optimizer: expected adamw or muon, found \"sgd\"'",
        "'\"muon\"' | '\"muon\", \"muon_scale\": 0' | 'stages[1].muon_scale: expected a number above 0, found 0'",
        "'\"last_rate\": 0.5' | '\"last_rate\": 2' | 'stages[0].last_rate: expected a share of the learning rate from 0 to 1, found 2'",
        "'\"last_rate\": 0.5' | '\"questions\": 0' | 'stages[0].questions: expected at least 1, found 0'",
      })
  void whatIsWrongIsToldByItsPlace(String from, String to, String message) {
    assertThatThrownBy(() -> TinyRecipe.recipe(TinyRecipe.changed(from, to)))
        .isInstanceOf(FoveaException.class)
        .hasMessage("tiny.json: " + message);
  }

  @Test
  void aRecipeThatIsNotThereIsToldWithThoseThatAre() {
    assertThatThrownBy(() -> Recipe.bytes("gone.json"))
        .isInstanceOf(FoveaException.class)
        .hasMessage(
            "gone.json: expected a recipe: builtin, check, or a JSON file that can be read");
  }

  @ParameterizedTest
  @FieldSource("OWN")
  void theRecipesThatComeWithFoveaCanBeRead(String name) {
    Recipe recipe = Recipe.from(JsonView.parse(name, Recipe.bytes(name)));

    assertThat(recipe.steps()).isPositive();
    assertThat(recipe.config().object("vision_config").integer("image_size")).isEqualTo(96);
  }
}
