package dev.fovea.engine.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.image.RgbImage;
import dev.fovea.engine.prompt.Message.Role;
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
                    new Part.Protected("Why?"))),
            new Message(Role.ASSISTANT, List.of(new Part.Text("So."))),
            new Message(Role.USER, List.of(new Part.Text("And?"))));
    assertThat(asked).containsExactly("a.png", "data:image/png;base64,AAAA");
  }

  private static List<Part> lastParts(String json) {
    return ChatMessages.read(parse(json), _ -> PIXEL).messages().getLast().parts();
  }

  @Test
  void whatStandsBeforeTheLastTextOfTheLastUserTurnIsContext() {
    assertThat(
            lastParts(
                """
                [{"role":"user","content":[{"type":"text","text":"Who?"},{"type":"text","text":"When?"}]},
                 {"role":"assistant","content":"Ida."},
                 {"role":"user","content":[
                   {"type":"text","text":"The harbor book ..."},
                   {"type":"image","path":"a.png"},
                   {"type":"input_text","text":"The log ..."},
                   {"type":"text","text":"Which boat?"},
                   {"type":"image","url":"b.png"},
                   {"type":"text","text":" "}]}]
                """))
        .containsExactly(
            new Part.Context("The harbor book ..."),
            new Part.Image("a.png", PIXEL),
            new Part.Context("The log ..."),
            new Part.Text("Which boat?"),
            new Part.Image("b.png", PIXEL),
            new Part.Text(" "));
    Prompt earlier =
        ChatMessages.read(
            parse(
                """
                [{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},
                 {"role":"assistant","content":"c"},{"role":"user","content":"d"}]
                """),
            _ -> PIXEL);
    assertThat(earlier.messages().getFirst().parts())
        .containsExactly(new Part.Text("a"), new Part.Text("b"));
  }

  @Test
  void marksSayOtherwiseInBothDirections() {
    assertThat(
            lastParts(
                """
                [{"role":"user","content":[
                   {"type":"text","text":"Answer in one word.","fovea":{"protect":true}},
                   {"type":"text","text":"Only from the picture.","context":false},
                   {"type":"text","text":"plain","fovea":{"protect":false}},
                   {"type":"text","text":"plain too","context":null,"fovea":null},
                   {"type":"text","text":"Which boat?"},
                   {"type":"text","text":"The log ...","context":true}]}]
                """))
        .containsExactly(
            new Part.Protected("Answer in one word."),
            new Part.Protected("Only from the picture."),
            new Part.Context("plain"),
            new Part.Context("plain too"),
            new Part.Text("Which boat?"),
            new Part.Context("The log ..."));
    Prompt elsewhere =
        ChatMessages.read(
            parse(
                """
                [{"role":"developer","content":[{"type":"text","text":"a","context":true},{"type":"text","text":"b"}]},
                 {"role":"user","content":[{"type":"text","text":"c","context":false}]},
                 {"role":"assistant","content":[{"type":"output_text","text":"d","fovea":{"protect":true}}]},
                 {"role":"user","content":"e"}]
                """),
            _ -> PIXEL);
    assertThat(elsewhere.messages())
        .containsExactly(
            new Message(Role.SYSTEM, List.of(new Part.Context("a"), new Part.Text("b"))),
            new Message(Role.USER, List.of(new Part.Protected("c"))),
            new Message(Role.ASSISTANT, List.of(new Part.Protected("d"))),
            new Message(Role.USER, List.of(new Part.Text("e"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"image\",\"image\":\"a.png\"} | a.png | a.png",
        "{\"type\":\"image\",\"url\":\"a.png\"} | a.png | a.png",
        "{\"type\":\"image\",\"path\":\"a.png\",\"image\":null} | a.png | a.png",
        "{\"type\":\"image\",\"base64\":\"AAAA\"} | data:;base64,AAAA | data URL",
        "{\"type\":\"image\",\"data\":\"AAAA\",\"mimeType\":\"image/png\"} | data:;base64,AAAA | data"
            + " URL",
        "{\"type\":\"image\",\"source_type\":\"base64\",\"data\":\"data:image/png;base64,AAAA\"} |"
            + " data:image/png;base64,AAAA | data URL",
        "{\"type\":\"image_url\",\"image_url\":\"a.png\"} | a.png | a.png",
        "{\"type\":\"image_url\",\"image_url\":{\"url\":\"a.png\",\"detail\":\"low\"}} | a.png | a.png",
        "{\"type\":\"input_image\",\"image_url\":\"a.png\",\"detail\":\"auto\",\"file_id\":null} |"
            + " a.png | a.png",
        "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AAAA\"}}"
            + " | data:;base64,AAAA | data URL",
        "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"a.png\"},\"cache_control\":{\"type\":\"ephemeral\"}}"
            + " | a.png | a.png",
      })
  void picturesAreReadInTheFormsOfAllClients(String item, String source, String name) {
    List<String> asked = new ArrayList<>();
    Prompt prompt =
        ChatMessages.read(
            parse("[{\"role\":\"user\",\"content\":[" + item + "]}]"),
            each -> {
              asked.add(each);
              return PIXEL;
            });

    assertThat(asked).containsExactly(source);
    assertThat(prompt.images()).containsExactly(new Part.Image(name, PIXEL));
  }

  @Test
  void aMessagesImagesComeBeforeItsText() {
    assertThat(
            lastParts(
                "[{\"role\":\"user\",\"content\":\"What?\",\"images\":[\"a.png\",\"b.png\"]}]"))
        .containsExactly(
            new Part.Image("a.png", PIXEL), new Part.Image("b.png", PIXEL), new Part.Text("What?"));
    assertThat(lastParts("[{\"role\":\"user\",\"images\":[\"a.png\"]}]"))
        .containsExactly(new Part.Image("a.png", PIXEL));
    assertThat(lastParts("[{\"role\":\"user\",\"content\":\"\",\"images\":[\"a.png\"]}]"))
        .containsExactly(new Part.Image("a.png", PIXEL), new Part.Text(""));
    assertThat(lastParts("[{\"role\":\"user\",\"content\":\"What?\",\"images\":null}]"))
        .containsExactly(new Part.Text("What?"));
  }

  @Test
  void whatClientsWriteForNothingIsNothing() {
    assertThat(
            ChatMessages.read(
                    parse(
                        """
                        [{"role":"user","content":"a","name":"ida"},
                         {"role":"assistant","content":"","refusal":null,"audio":null,"tool_calls":[],
                          "function_call":null,"annotations":[],"reasoning_content":""},
                         {"role":"assistant","content":[]},
                         {"type":"message","role":"user","content":"b","id":"m1","status":"completed"}]
                        """),
                    _ -> PIXEL)
                .messages())
        .containsExactly(
            new Message(Role.USER, List.of(new Part.Text("a"))),
            new Message(Role.ASSISTANT, List.of(new Part.Text(""))),
            new Message(Role.ASSISTANT, List.of()),
            new Message(Role.USER, List.of(new Part.Text("b"))));
  }

  @Test
  void whatIsWrongWithAPictureIsToldWithItsPlace() {
    assertThatThrownBy(() ->
            ChatMessages.read(
                parse("[{\"role\":\"user\",\"content\":\"What?\",\"images\":[\"gone.png\"]}]"),
                name -> {
                  throw new FoveaException(name + ": no such file");
                }))
        .isInstanceOf(FoveaException.class)
        .hasMessage("messages[0].images[0]: gone.png: no such file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | messages: expected at least one of role \"user\", whose last one is the question,"
            + " found none",
        "[3] | messages[0]: expected an object, found 3",
        "[{\"content\":\"x\"}] | messages[0].role: expected \"system\", \"user\" or"
            + " \"assistant\", found nothing",
        "[{\"role\":\"User\",\"content\":\"x\"}] | messages[0].role: expected \"system\", \"user\" or"
            + " \"assistant\", found \"User\", did you mean \"user\"?",
        "[{\"role\":\"tool\",\"content\":\"x\"}] | messages[0].role: expected \"system\", \"user\" or"
            + " \"assistant\", found \"tool\"; tools are not supported",
        "[{\"role\":\"user\",\"content\":null}] | messages[0].content: expected a string or a list"
            + " of items, found nothing",
        "[{\"role\":\"assistant\"},{\"role\":\"user\",\"content\":\"x\"}] | messages[0].content:"
            + " expected a string or a list of items, found nothing",
        "[{\"role\":\"user\",\"content\":{\"type\":\"text\"}}] | messages[0].content: expected a string"
            + " or a list of items, found an object",
        "[{\"role\":\"user\",\"content\":\"x\",\"image\":\"a.png\"}] | messages[0].image: unknown key, did"
            + " you mean \"images\"?; known are role, content, images",
        "[{\"role\":\"user\",\"content\":\"x\",\"attachments\":[]}] | messages[0].attachments: unknown"
            + " key; known are role, content, images",
        "[{\"role\":\"user\",\"content\":\"x\",\"images\":\"a.png\"}] | messages[0].images: expected a"
            + " list, found \"a.png\"",
        "[{\"role\":\"user\",\"content\":\"x\",\"tool_calls\":[1]}] | messages[0].tool_calls: tools are"
            + " not supported; leave it out",
        "[{\"role\":\"user\",\"content\":[\"x\"]}] | messages[0].content[0]: expected an object, found"
            + " \"x\"",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"video\"}]}] | messages[0].content[0].type:"
            + " expected \"text\", \"image\" or \"image_url\", found \"video\"; only texts and"
            + " pictures are read",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{}}]}] |"
            + " messages[0].content[0].type: expected \"text\", \"image\" or \"image_url\", found"
            + " \"input_audio\"; only texts and pictures are read",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"imge\"}]}] | messages[0].content[0].type:"
            + " expected \"text\", \"image\" or \"image_url\", found \"imge\", did you mean \"image\"?",
        "[{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}] | messages[0].content[0].type: expected a"
            + " string, found nothing",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":[]}]}] |"
            + " messages[0].content[0].text: expected a string, found a list",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"\",\"context\":1}]}] |"
            + " messages[0].content[0].context: expected true or false, found 1",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"\",\"contxt\":true}]}] |"
            + " messages[0].content[0].contxt: unknown key, did you mean \"context\"?; known are type,"
            + " text, context, fovea",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"\",\"fovea\":{\"protected\":true}}]}]"
            + " | messages[0].content[0].fovea.protected: unknown key, did you mean \"protect\"?;"
            + " known are protect",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"\",\"context\":true,\"fovea\":{\"protect\":true}}]}]"
            + " | messages[0].content[0]: context is true and fovea.protect is true; expected one of"
            + " the two",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"\",\"image\":\"a.png\"}]}] |"
            + " messages[0].content[0].image: unknown key; known are type, text, context, fovea",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"image\"}]}] | messages[0].content[0]: expected the"
            + " picture as one of image, url, path, base64, data, image_url or source, found none",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"url\":\"a\",\"base64\":\"b\"}]}] |"
            + " messages[0].content[0]: expected the picture as one of image, url, path, base64, data,"
            + " image_url or source, found url and base64",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":3}]}] |"
            + " messages[0].content[0].image_url: expected a string or an object with url, found 3",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"file_id\":\"f1\"}]}] |"
            + " messages[0].content[0].file_id: a file that a service keeps cannot be had here; give"
            + " the picture",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"image\":\"a\",\"max_pixels\":9}]}] |"
            + " messages[0].content[0].max_pixels: the model's own processor says how large a picture"
            + " is read; leave it out",
        "[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"file\"}}]}] |"
            + " messages[0].content[0].source.type: expected \"base64\" or \"url\", found \"file\"",
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
