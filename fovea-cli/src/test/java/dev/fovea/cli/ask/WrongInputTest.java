package dev.fovea.cli.ask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.Run;
import dev.fovea.cli.print.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every wrong use gets one line on stderr that says what would be right, and exit code 2.
class WrongInputTest {
  private static final String RECIPE =
      """
      {"seed": 1, "model": {}, "stages": [
        {"name": "a", "steps": 100, "learning_rate": 0.001, "objects": [1, 7],
          "buckets": [{"form": "short", "tokens": 60, "sequences": 2, "share": 1}]}]}
      """;

  @TempDir private Path folder = Path.of("");

  private static Run ask(Object... more) {
    Object[] arguments = new Object[more.length + 6];
    System.arraycopy(
        new Object[] {"ask", "-m", Run.LLAVA, "-i", Run.PICTURE, "What?"}, 0, arguments, 0, 6);
    System.arraycopy(more, 0, arguments, 6, more.length);
    return Run.of(arguments);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void noCommandListsTheCommands() {
    Run.of().refusal().contains("ask", "batch", "inspect", "template", "models");
  }

  @Test
  void anUnknownCommandSuggestsTheNearest() {
    Run.of("inspct", "builtin").refusal().contains("'inspct'", "did you mean inspect");
    Run.of("aks").refusal().contains("'aks'", "ask, batch, demo, insight, inspect");
  }

  @Test
  void anUnknownOptionSuggestsTheNearest() {
    ask("--prunee", "0.3").refusal().contains("--prunee", "did you mean", "--prune");
  }

  @Test
  void anEmptyQuestionIsRefused() {
    Run.of("ask", "-i", Run.PICTURE).refusal().contains("question is empty");
    Run.of("ask", "-i", Run.PICTURE, " ").refusal().contains("question is empty");
  }

  @Test
  void aQuestionWithoutQuotesIsRefused() {
    Run.of("ask", "What", "is", "this?").refusal().contains("'is'", "'this?'", "ask -h");
    Run.of("ask", "-i", Run.PICTURE, "What", "is", "this?")
        .refusal()
        .contains("What: no such file", "put the question in quotes");
  }

  @Test
  void aRateOutsideZeroToOneIsRefused() {
    ask("--prune", "1.5").refusal().contains("1.5", "0..1");
    ask("--prune", "-0.1").refusal().contains("-0.1", "0..1");
    ask("--prune", "NaN").refusal().contains("NaN", "0..1");
    ask("--set", "rate=2").refusal().contains("2", "0..1");
  }

  @Test
  void aRateThatIsNoNumberIsRefused() {
    ask("--prune", "much").refusal().contains("much", "0..1", "auto", "off");
  }

  @Test
  void autoSaysThatNoScheduleIsStored() {
    ask("--prune", "auto").refusal().contains("auto", "no schedule");
  }

  @Test
  void anUnknownSettingSuggestsTheNearest() {
    ask("--set", "querys=all").refusal().contains("querys", "did you mean 'queries'");
    ask("--set", "queries").refusal().contains("KEY=VALUE");
    ask("--set", "queries=some").refusal().contains("some", "question", "last-K");
  }

  @Test
  void anUnknownPresetSuggestsTheNearest() {
    ask("--policy", "papper").refusal().contains("papper", "did you mean 'paper'", "snapkv");
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    ask("--max-tokens", "0").refusal().contains("max tokens", "1 or more", "0");
    ask("--temperature", "-1").refusal().contains("temperature", "0 or more");
    ask("--top-p", "1.5").refusal().contains("top-p", "up to 1");
    ask("--threads", "-2").refusal().contains("threads");
    ask("--seed", "many").refusal().contains("--seed", "expected a whole number, found 'many'");
    ask("--temperature", "hot").refusal().contains("--temperature", "a number, found 'hot'");
  }

  @Test
  void unknownDtypesAndDevicesAreRefused() {
    ask("--dtype", "int4").refusal().contains("int4", "bfloat16");
    ask("--device", "tpu").refusal().contains("tpu", "cpu");
  }

  @Test
  void missingFilesAreNamed() {
    Run.of("ask", "-i", "gone.png", "--", "What?").refusal().contains("gone.png", "no such file");
    ask("--context", "gone.txt").refusal().contains("gone.txt", "no such file");
    ask("--chat", "gone.json").refusal().contains("gone.json", "no such file");
    Run.of("batch", "gone.jsonl", "-o", folder.resolve("out.jsonl"))
        .refusal()
        .contains("gone.jsonl", "no such file");
  }

  @Test
  void lengthsOfAContextThatIsNotThereAreRefused() {
    Run.of("insight", "attention", "-m", Run.LLAVA, "-i", Run.PICTURE, "--lengths", "0,20", "What?")
        .refusal()
        .contains("--lengths", "--context FILE gives one");
  }

  @Test
  void aFileInThePlaceOfAModelFolderIsRefused() {
    Run.of("inspect", Run.LLAVA.resolve("model.safetensors"))
        .refusal()
        .contains("model.safetensors", "expected the folder of a model, found a file");
  }

  @Test
  void jsonThatEndsTooEarlyIsRefusedByItsPlace() throws IOException {
    ask("--chat", file("chat.json", "[{\"role\": \"user\""))
        .refusal()
        .endsWith("line 1, column 17: Unexpected end-of-input: expected close marker for Object\n");
  }

  @Test
  void whatIsNoPictureIsRefused() throws IOException {
    Run.of("ask", "-i", file("not.png", "plain text"), "--", "What?").refusal().contains("not.png");
  }

  @Test
  void aDecompressionBombIsRefusedByItsHeader() throws IOException {
    Path bomb = folder.resolve("bomb.png");
    Files.write(bomb, pngHeader(60_000, 60_000));

    Run.of("ask", "-i", bomb, "--", "What?").refusal().contains("bomb.png", "60000 x 60000");
  }

  private static byte[] pngHeader(int width, int height) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(17).put("IHDR".getBytes(StandardCharsets.US_ASCII));
    chunk.putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
    CRC32 sum = new CRC32();
    sum.update(chunk.array());
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13});
    png.write(chunk.array());
    png.write(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    return png.toByteArray();
  }

  @Test
  void aContextThatIsNoTextIsRefused() throws IOException {
    Path bytes = folder.resolve("bytes.txt");
    Files.write(bytes, new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    ask("--context", bytes).refusal().contains("bytes.txt", "UTF-8");
  }

  @Test
  void aContextLongerThanTheModelAllowsSaysBothNumbers() throws IOException {
    Path novel = file("novel.txt", "The old dog is still at the station. ".repeat(2000));

    ask("--context", novel)
        .refusal()
        .containsPattern("the prompt has [\\d,]+ tokens.* at most [\\d,]+");
  }

  @Test
  void brokenChatsAreFoundByLineAndColumn() throws IOException {
    ask("--chat", file("chat.json", "[\n {\"role\": }]"))
        .refusal()
        .contains("chat.json, line 2, column");
    ask("--chat", file("list.json", "{\"turns\": []}")).refusal().contains("messages");
    ask("--chat", file("role.json", "[{\"role\": \"robot\", \"content\": \"x\"}]"))
        .refusal()
        .contains("role.json", "messages[0].role", "robot");
  }

  @Test
  void anOutputThatCannotBeWrittenIsRefusedBeforeTheModelLoads() throws IOException {
    Path requests = file("requests.jsonl", "{\"id\": 1, \"messages\": []}\n");

    Run.of("batch", requests, "-o", folder.resolve("no/out.jsonl"))
        .refusal()
        .contains("out.jsonl", "no folder");
    Run.of("batch", requests, "-o", folder).refusal().contains("folder");
    Run.of("batch", requests, "-o", requests).refusal().contains("-o");
  }

  @Test
  void aFileThatHoldsNoAnswersIsNotContinued() throws IOException {
    Path requests = file("requests.jsonl", "{\"id\": 1, \"messages\": []}\n");
    Path diary = file("diary.txt", "Dear diary,\n");

    Run.of("batch", requests, "-o", diary).refusal().contains("diary.txt, line 1");
    assertThat(diary).hasContent("Dear diary,\n");
  }

  @Test
  void brokenTemplatesAreFoundByLineAndColumn() throws IOException {
    Path data = file("data.json", "{}");

    Run.of("template", "--template", file("t.jinja", "a\n{{ b"), "--data", data)
        .refusal()
        .contains("line 2");
    Run.of("template", "--template", file("ok.jinja", "a"), "--data", file("d.json", "[\n1"))
        .refusal()
        .contains("d.json, line");
    Run.of("template", "--template", file("ok.jinja", "a")).refusal().contains("--data");
    Run.of("template", "--template", file("ok.jinja", "a"), "--data", data, "--now", "noon")
        .refusal()
        .contains("noon", "ISO 8601");
  }

  @Test
  void trainingsThatCannotBeginAreRefused() throws IOException {
    Path recipe = file("recipe.json", RECIPE);
    Path diary = file("diary.txt", "Dear diary,\n");

    Run.of("train").refusal().contains("no recipe", "builtin, check or a JSON file");
    Run.of("train", recipe).refusal().contains("no folder", "-o FOLDER");
    Run.of("train", "biultin", "-o", folder.resolve("new"))
        .refusal()
        .contains("biultin: expected a recipe: builtin, check, or a JSON file");
    Run.of("train", diary, "-o", folder.resolve("new")).refusal().contains("diary.txt, line 1");
    Run.of("train", file("some.json", "{\"seed\": 1}"), "-o", folder.resolve("new"))
        .refusal()
        .contains("some.json: model: expected an object, found nothing");
    Run.of("train", recipe, "-o", diary)
        .refusal()
        .contains("diary.txt: expected a folder, found a file");
    assertThat(diary).hasContent("Dear diary,\n");
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void aTrainingByAnotherRecipeIsNotContinued() throws IOException {
    Path recipe = file("mine.json", RECIPE);
    Path training = Files.createDirectory(folder.resolve("training"));
    Files.writeString(training.resolve("recipe.json"), RECIPE.replace("100", "200"));

    Run.of("train", recipe, "-o", training)
        .refusal()
        .contains("recipe.json", "expected the recipe that this training began with");
  }

  @Test
  void debugAddsTheStackTrace() {
    Run run = ask("--prune", "1.5", "--debug");

    assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(run.err()).contains("FoveaException", "\tat dev.fovea");
  }
}
