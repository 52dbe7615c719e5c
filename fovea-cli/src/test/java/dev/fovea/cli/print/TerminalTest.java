package dev.fovea.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.cli.Run;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help.Ansi;

class TerminalTest {
  private static Terminal terminal(String columns, Map<String, String> environment) {
    Properties properties = new Properties();
    properties.setProperty(Terminal.OUT, "true");
    properties.setProperty(Terminal.ERR, "true");
    properties.setProperty(Terminal.COLUMNS, columns);
    return Terminal.of(properties, environment);
  }

  @Test
  void whereNobodySaysThatThereIsATerminalThereIsNone() {
    Terminal none = Terminal.of(new Properties(), Map.of("TERM", "xterm"));

    assertThat(none).isEqualTo(Terminal.NONE);
    assertThat(none.outAnsi()).isEqualTo(Ansi.OFF);
    assertThat(none.errAnsi()).isEqualTo(Ansi.OFF);
    assertThat(none.showsProgress()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "xterm, '', true, true",
    "xterm, 1, false, true",
    "xterm, 0, false, true", // any value that is not empty
    "dumb, '', false, false",
    "dumb, 1, false, false",
  })
  void dumbTerminalsAndNoColorGetNoEscapes(
      String term, String noColor, boolean colors, boolean progress) {
    Terminal found = terminal("100", Map.of("TERM", term, "NO_COLOR", noColor));

    assertThat(found.outAnsi()).isEqualTo(colors ? Ansi.ON : Ansi.OFF);
    assertThat(found.errAnsi()).isEqualTo(colors ? Ansi.ON : Ansi.OFF);
    assertThat(found.showsProgress()).isEqualTo(progress);
  }

  @ParameterizedTest
  @CsvSource({
    "100, '', 100, 100",
    "100, 60, 60, 60",
    "100, wide, 100, 100",
    "100, 0, 100, 100",
    "100, -5, 100, 100",
    "'', '', 80, 80",
    "10, '', 20, 55", // picocli takes 55 at least
    "200, 9999999999, 200, 200",
  })
  void theWidthIsThatOfTheVariableOrTheTerminal(
      String columns, String variable, int width, int help) {
    Terminal found = terminal(columns, Map.of("COLUMNS", variable));

    assertThat(found.width()).isEqualTo(width);
    assertThat(found.helpWidth()).isEqualTo(help);
  }

  @Test
  void helpTextsAreAsWideAsTheTerminal() {
    for (int width : new int[] {60, 80, 110}) {
      Terminal terminal = new Terminal(true, true, true, false, OptionalInt.of(width));
      String help = Run.on(terminal, "ask", "-h").out();

      // What follows is set by hand.
      String options = help.substring(0, help.indexOf("Settings for --set"));
      assertThat(options.lines().mapToInt(Columns::width).max().orElseThrow())
          .isBetween(width - 10, width);
    }
    assertThat(Run.on(new Terminal(true, true, false, false, OptionalInt.of(60)), "-h").out())
        .contains("\u001b[1m");
    assertThat(Run.on(new Terminal(true, true, true, false, OptionalInt.of(60)), "-h").out())
        .doesNotContain("\u001b");
    assertThat(Run.on(new Terminal(true, true, false, true, OptionalInt.of(60)), "-h").out())
        .doesNotContain("\u001b");
  }
}
