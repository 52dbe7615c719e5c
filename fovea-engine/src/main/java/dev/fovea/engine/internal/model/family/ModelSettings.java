package dev.fovea.engine.internal.model.family;

import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.text.SpecialTokens;
import dev.fovea.engine.text.Tokenizer;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/// What a family is built from, besides its weights.
///
/// @param config `config.json`
/// @param preprocessor settings of the image processor; empty for those that fit the tower
/// @param processor `processor_config.json`, without keys where there is none
/// @param specials tokens that the tokenizer's configuration gives names to
/// @param token how the vocabulary spells a token
record ModelSettings(
    JsonView config,
    Optional<JsonView> preprocessor,
    JsonView processor,
    SpecialTokens specials,
    IntFunction<String> token) {

  static ModelSettings of(ModelFolder folder, Tokenizer tokenizer) {
    return new ModelSettings(
        folder.config(),
        Optional.of(folder.preprocessor()),
        folder.processor(),
        SpecialTokens.of(folder),
        id -> tokenizer.token(id).orElseGet(() -> placeholder(id)));
  }

  /// For a model of which there is nothing but the shape.
  static ModelSettings of(JsonView config) {
    return new ModelSettings(
        config,
        Optional.empty(),
        JsonView.empty("processor_config.json"),
        SpecialTokens.of(Map.of()),
        ModelSettings::placeholder);
  }

  private static String placeholder(int id) {
    return "<token " + id + ">";
  }
}
