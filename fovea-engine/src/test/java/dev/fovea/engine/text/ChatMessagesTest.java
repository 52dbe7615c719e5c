package dev.fovea.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.FoveaException;
import dev.fovea.engine.Message;
import dev.fovea.engine.Message.Role;
import dev.fovea.engine.Part;
import dev.fovea.engine.Prompt;
import dev.fovea.engine.vision.RgbImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class ChatMessagesTest {
  private static final RgbImage PIXEL = new RgbImage(1, 1, new byte[3]);

  @Test
  void everyKindOfContentIsRead() {
    List<String> asked = new ArrayList<>();
    Prompt prompt =
        ChatMessages.read(
            parse(
                """
                [{"role":"system","content":"Be short."},
                 {"role":"user","content":[
                   {"type":"image","image":"a.png"},
                   {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},
                   {"type":"text","text":"long","context":true},
                   {"type":"text","text":"Why?","context":false}]},
                 {"role":"assistant","content":"So."},
                 {"role":"user","content":"And?"}]
                """),
            name -> {
              asked.add(name);
              return PIXEL;
            });
    assertThat(prompt.messages())
        .containsExactly(
            new Message(Role.SYSTEM, List.of(new Part.Text("Be short."))),
            new Message(
                Role.USER,
                List.of(
                    new Part.Image("a.png", PIXEL),
                    new Part.Image("data URL", PIXEL),
                    new Part.Context("long"),
                    new Part.Text("Why?"))),
            new Message(Role.ASSISTANT, List.of(new Part.Text("So."))),
            new Message(Role.USER, List.of(new Part.Text("And?"))));
    assertThat(asked).containsExactly("a.png", "data:image/png;base64,AAAA");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | messages: expected at least one of role \"user\", found none",
        "[3] | messages[0]: expected an object, found 3",
        "[{\"content\":\"x\"}] | messages[0].role: expected \"system\" or \"user\" or"
            + " \"assistant\", found nothing",
        "[{\"role\":\"user\",\"content\":null}] | messages[0].content: expected a string or a list"
            + " of items, found nothing",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"video\"}]}] | messages[0].content[0].type:"
            + " expected \"text\" or \"image\" or \"image_url\", found \"video\"",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":[]}]}] |"
            + " messages[0].content[0].text: expected a string, found a list",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"\",\"context\":1}]}] |"
            + " messages[0].content[0].context: expected true or false, found 1",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":\"a\"}]}] |"
            + " messages[0].content[0].image_url: expected an object, found \"a\"",
      })
  void aMistakeIsToldWithItsPlace(String json, String message) {
    assertThatThrownBy(() -> ChatMessages.read(parse(json), name -> PIXEL))
        .isInstanceOf(FoveaException.class)
        .hasMessage(message);
  }

  private static List<?> parse(String json) {
    return JsonMapper.shared().readValue(json, List.class);
  }
}
