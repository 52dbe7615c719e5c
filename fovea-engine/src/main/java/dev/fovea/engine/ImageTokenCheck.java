package dev.fovea.engine;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.model.family.VisionLanguageModel;
import dev.fovea.engine.internal.text.ChatTemplate;
import dev.fovea.engine.internal.text.PictureTexts;
import dev.fovea.engine.internal.text.PromptTokenizer;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.engine.text.SpecialTokens;
import dev.fovea.engine.text.Tokenizer;
import java.util.List;
import java.util.Locale;

/// Whether configuration, chat template and tokenizer of a folder mean the same token by a picture:
/// tried out on a prompt with one, which needs no weights.
record ImageTokenCheck(VisionLanguageModel model, Tokenizer tokenizer, SpecialTokens specials) {
  private static final int SIDE = 64;

  /// @throws FoveaException that names the token where they do not
  void require(ChatTemplate template) {
    RgbImage picture = new RgbImage(SIDE, SIDE, new byte[3 * SIDE * SIDE]);
    Prompt prompt =
        new Prompt(
            List.of(
                new Message(
                    Message.Role.USER,
                    List.of(new Part.Image("picture", picture), new Part.Text("?")))));
    List<ImageInput> inputs = model.inputs(List.of(picture));
    PictureTexts pictures =
        new PictureTexts(
            model.imagePlaceholder(),
            model.imageTokenId(),
            inputs.stream().map(ImageInput::expansion).toList());
    int places = inputs.stream().mapToInt(input -> input.areas().size()).sum();
    try {
      PromptLayout layout =
          new PromptTokenizer(tokenizer, specials).layout(template.render(prompt), pictures);
      int found = layout.positions(TokenRole.VISUAL).length;
      if (found != places) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "expected %d such tokens in a prompt with one picture, found %d",
                places,
                found));
      }
    } catch (FoveaException e) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "config.json: the image token %d is %s in the tokenizer: %s",
              model.imageTokenId(),
              tokenizer
                  .token(model.imageTokenId())
                  .map(token -> "\"" + token + "\"")
                  .orElse("none"),
              e.getMessage()),
          e);
    }
  }
}
