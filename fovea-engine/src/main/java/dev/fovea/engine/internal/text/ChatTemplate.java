package dev.fovea.engine.internal.text;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.error.UnsupportedException;
import dev.fovea.engine.folder.ModelFolder;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.internal.text.SpanFinder.Slot;
import dev.fovea.engine.prompt.Message;
import dev.fovea.engine.prompt.Message.Role;
import dev.fovea.engine.prompt.Part;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.engine.text.SpecialTokens;
import dev.fovea.jinja.Template;
import dev.fovea.jinja.error.TemplateException;
import dev.fovea.jinja.option.RenderOptions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A model's chat template: turns a conversation into the prompt that the model was trained on, and
/// says where in it the conversation's texts stand.
///
/// The template gets the variables that transformers' `apply_chat_template` gives it: the messages,
/// their content as a list of items, `add_generation_prompt` true, the special tokens by name, and
/// neither tools nor documents. The keys of dicts stand in the order in which people write them:
/// `role` and `content`, `type` and `text`, `type` and `image`. Some templates expect a string for
/// content, at least of one role, and fail on a list or print it as it is. That is tried out when
/// the template is loaded; messages of such a role that hold nothing but text then get one string,
/// the texts put together.
public final class ChatTemplate {
  /// Digits, because templates change the case of letters.
  private static final String PROBE = "8153026479";

  private final Template template;
  private final SpecialTokens specialTokens;
  private final Set<Role> rolesWithItems = EnumSet.noneOf(Role.class);

  private ChatTemplate(Template template, SpecialTokens specialTokens) {
    this.template = template;
    this.specialTokens = specialTokens;
    for (Role role : Role.values()) {
      if (shows(role, EnumSet.of(role)) || !shows(role, EnumSet.noneOf(Role.class))) {
        rolesWithItems.add(role);
      }
    }
  }

  /// Parses a chat template.
  ///
  /// @param source the template as the model folder has it
  /// @throws FoveaException with line and column if it cannot be parsed
  public static ChatTemplate of(String source, SpecialTokens specialTokens) {
    try {
      return new ChatTemplate(Template.parse(source), specialTokens);
    } catch (TemplateException e) {
      throw unusable(e);
    }
  }

  /// Parses the chat template of a model folder.
  ///
  /// @throws UnsupportedException if the folder has none
  public static ChatTemplate of(ModelFolder folder, SpecialTokens specialTokens) {
    return of(
        folder
            .chatTemplate()
            .orElseThrow(() ->
                new UnsupportedException(
                    folder.path()
                        + ": no chat template: expected chat_template.jinja, chat_template.json, or chat_template in tokenizer_config.json")),
        specialTokens);
  }

  /// Writes the conversation as the model reads it, ready for the answer.
  ///
  /// @throws FoveaException if the template refuses the conversation or fails on it
  public RenderedPrompt render(Prompt prompt) {
    // One instant for all renderings of this prompt, or a template that tells the time would give
    // two texts.
    RenderOptions options =
        RenderOptions.defaults().withClock(Clock.fixed(Instant.now(), ZoneId.systemDefault()));
    return SpanFinder.find(
        slots(prompt),
        texts -> render(messages(prompt.messages(), texts, rolesWithItems), options));
  }

  private static FoveaException unusable(TemplateException e) {
    return new FoveaException(String.valueOf(e.getMessage()), e); // one line, with the place
  }

  /// Whether a text of this role comes through, with the content of the given roles in items.
  private boolean shows(Role role, Set<Role> withItems) {
    List<Role> turns =
        switch (role) {
          case SYSTEM -> List.of(Role.SYSTEM, Role.USER);
          case USER, ASSISTANT -> List.of(Role.USER, Role.ASSISTANT, Role.USER);
        };
    List<Message> messages =
        turns.stream().map(turn -> new Message(turn, List.of(new Part.Text("")))).toList();
    List<String> texts = turns.stream().map(turn -> turn == role ? PROBE : "x").toList();
    try {
      String text = render(messages(messages, texts, withItems), RenderOptions.defaults());
      // A list that is printed as it is has its texts in quotation marks.
      return text.contains(PROBE) && !text.contains(PROBE + "'") && !text.contains(PROBE + "\"");
    } catch (FoveaException e) {
      return false;
    }
  }

  private String render(List<Map<String, Object>> messages, RenderOptions options) {
    Map<String, @Nullable Object> variables = new HashMap<>(specialTokens.byName());
    variables.put("messages", messages);
    variables.put("tools", null);
    variables.put("documents", null);
    variables.put("add_generation_prompt", true);
    try {
      return template.render(variables, options);
    } catch (TemplateException e) {
      throw unusable(e);
    }
  }

  /// The texts of the conversation, in the order in which [#messages] takes them.
  private static List<Slot> slots(Prompt prompt) {
    List<Message> messages = prompt.messages();
    int question = prompt.question();
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      TokenRole role =
          switch (message.role()) {
            case SYSTEM -> TokenRole.SYSTEM;
            case USER -> i == question ? TokenRole.QUESTION : TokenRole.CONTEXT;
            case ASSISTANT -> TokenRole.CONTEXT;
          };
      for (Part part : message.parts()) {
        switch (part) {
          case Part.Text(String text) -> slots.add(new Slot(text, role, i, false));
          case Part.Context(String text) -> slots.add(new Slot(text, TokenRole.CONTEXT, i, false));
          case Part.Protected(String text) -> slots.add(new Slot(text, role, i, true));
          case Part.Image image -> {}
        }
      }
    }
    return slots;
  }

  private static List<Map<String, Object>> messages(
      List<Message> messages, List<String> texts, Set<Role> withItems) {
    Iterator<String> nextText = texts.iterator();
    List<Map<String, Object>> plain = new ArrayList<>();
    for (Message message : messages) {
      List<Map<String, Object>> items = new ArrayList<>();
      StringBuilder string = new StringBuilder();
      boolean onlyText = true;
      for (Part part : message.parts()) {
        switch (part) {
          case Part.Text _, Part.Context _, Part.Protected _ -> {
            String text = nextText.next();
            items.add(dict("type", "text", "text", text));
            string.append(text);
          }
          case Part.Image(String name, RgbImage _) -> {
            items.add(dict("type", "image", "image", name)); // templates ask for either key
            onlyText = false;
          }
        }
      }
      boolean asString = onlyText && !withItems.contains(message.role());
      plain.add(
          dict("role", message.role().wireName(), "content", asString ? string.toString() : items));
    }
    return plain;
  }

  /// A dict of two keys in this order, which templates show.
  private static Map<String, Object> dict(
      String first, Object value, String second, Object otherValue) {
    Map<String, Object> dict = new LinkedHashMap<>();
    dict.put(first, value);
    dict.put(second, otherValue);
    return dict;
  }
}
