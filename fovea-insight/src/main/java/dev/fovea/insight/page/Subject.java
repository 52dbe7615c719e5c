package dev.fovea.insight.page;

import dev.fovea.engine.Engine;
import dev.fovea.engine.ModelInfo;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.PromptLayout;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.insight.page.image.PageImage;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a page is about: a model and a prompt.
///
/// @param question the last user turn's own text
/// @param model which model reads it
/// @param layout the unpruned prompt
/// @param pictures in the order of the prompt
public record Subject(
    String question, ModelInfo model, PromptLayout layout, List<PageImage> pictures) {

  public Subject {
    pictures = List.copyOf(pictures);
  }

  /// Of a prompt and its layout.
  public static Subject of(Engine engine, Prompt prompt, PromptLayout layout) {
    return new Subject(
        prompt.messages().stream()
            .filter(message -> message.role() == Message.Role.USER)
            .reduce((_, later) -> later)
            .stream()
            .flatMap(message -> message.parts().stream())
            .flatMap(part ->
                switch (part) {
                  case Part.Text(String text) -> Stream.of(text);
                  case Part.Protected(String text) -> Stream.of(text);
                  case Part.Context _, Part.Image _ -> Stream.empty();
                })
            .collect(Collectors.joining("\n")),
        engine.info(),
        layout,
        PageImage.of(engine.inputs(prompt), prompt, layout));
  }

  /// `name (family, 32 layers, float32 on cpu)`.
  public String modelText() {
    return String.format(
        Locale.ROOT,
        "%s (%s, %s, %s on %s)",
        model.name(),
        model.family(),
        Numbers.count(model.layers(), "layer"),
        model.dtype(),
        model.device());
  }

  /// How many tokens of the prompt have one of the roles.
  public int count(TokenRole... roles) {
    return layout.positions(roles).length;
  }
}
