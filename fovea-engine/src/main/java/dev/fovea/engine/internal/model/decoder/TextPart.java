package dev.fovea.engine.internal.model.decoder;

import dev.fovea.engine.json.JsonView;
import java.util.function.UnaryOperator;

/// Where the `config.json` of a family describes the decoder, and what the family means by what it
/// leaves out.
///
/// @param decoder how the decoder's keys are read
/// @param flat whether published folders have the decoder's keys at the top level instead of under
///   `text_config`
/// @param tied whether the output weights are tied to the embeddings where nothing is written
public record TextPart(Decoder decoder, boolean flat, boolean tied) {
  private static final String KEY = "text_config";
  private static final String TYPE = "model_type";

  /// A decoder of a shared class, Llama's where none is named.
  public static final TextPart LLAMA_LINE = TextPart.named(TextDefaults.LLAMA);

  /// How the decoder's keys are read.
  public sealed interface Decoder {
    /// By the shared class that they name.
    ///
    /// @param usual the class where they name none
    record Named(TextDefaults usual) implements Decoder {}

    /// By a class of the family's own, whatever they name.
    record Own(String type, Reader reader) implements Decoder {}
  }

  /// Reads the keys of a decoder.
  @FunctionalInterface
  public interface Reader {
    /// @param tiedAround whether the configuration around ties the output weights
    TextConfig read(JsonView text, boolean tiedAround);
  }

  /// A decoder of the shared class that the configuration names.
  ///
  /// @param usual the class where it names none
  public static TextPart named(TextDefaults usual) {
    return new TextPart(new Decoder.Named(usual), false, false);
  }

  /// A decoder of the family's own class.
  public static TextPart own(TextDefaults defaults) {
    return own(defaults.type(), (text, tied) -> TextConfig.from(text, defaults, tied));
  }

  /// A decoder that is read in a way of its own.
  public static TextPart own(String type, Reader reader) {
    return new TextPart(new Decoder.Own(type, reader), false, false);
  }

  public TextPart flatInHub() {
    return new TextPart(decoder, true, tied);
  }

  public TextPart tiedByDefault() {
    return new TextPart(decoder, flat, true);
  }

  /// The keys of the decoder, with the `model_type` of its class.
  ///
  /// @param config of the whole model
  public JsonView keys(JsonView config) {
    JsonView text = flat && !config.has(KEY) ? config : config.object(KEY);
    return switch (decoder) {
      case Decoder.Own(String type, Reader _) -> text.with(TYPE, type);
      case Decoder.Named(TextDefaults usual) ->
          text.has(TYPE) ? text : text.with(TYPE, usual.type());
    };
  }

  /// Reads the decoder's part of a `config.json`.
  public TextConfig read(JsonView config) {
    JsonView text = keys(config);
    boolean tiedAround = config.bool("tie_word_embeddings", tied);
    return switch (decoder) {
      case Decoder.Own(String _, Reader reader) -> reader.read(text, tiedAround);
      case Decoder.Named(TextDefaults usual) ->
          TextConfig.from(text, TextDefaults.named(text, usual), tiedAround);
    };
  }

  /// The configuration of the whole model with other keys of the decoder.
  public static JsonView changed(JsonView config, UnaryOperator<JsonView> change) {
    return config.has(KEY)
        ? config.with(KEY, change.apply(config.object(KEY)).toJava())
        : change.apply(config);
  }
}
