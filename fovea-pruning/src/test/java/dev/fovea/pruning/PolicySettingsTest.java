package dev.fovea.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.engine.error.FoveaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PolicySettingsTest {

  private static final PruningPolicy PAPER = PruningPolicy.preset("paper");

  static List<String> presets() {
    return PruningPolicy.presetNames();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void readingAPrintedPresetGivesAnEqualPolicy(String name) {
    PruningPolicy preset = PruningPolicy.preset(name);

    assertThat(PolicySettings.parse(PolicySettings.toMap(preset))).isEqualTo(preset);
  }

  @Test
  void readingAPrintedPolicyGivesAnEqualPolicyForRandomSettings() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      PruningPolicy policy = PolicySettings.apply(PAPER, randomSettings(random));

      assertThat(PolicySettings.parse(PolicySettings.toMap(policy))).isEqualTo(policy);
    }
  }

  @Test
  void theSettingsOfTheCommandLineAreAllKnownAndAllPrinted() {
    PruningPolicy policy =
        PolicySettings.apply(
            PAPER,
            List.of(
                "layers=0..10",
                "queries=question",
                "normalise=count",
                "heads=mean",
                "layers-pool=sum",
                "unit=word",
                "execution=in-flight",
                "positions=keep",
                "what=any",
                "protect-last=7"));

    assertThat(PolicySettings.toMap(policy))
        .containsAllEntriesOf(
            Map.of(
                "layers", "0..10",
                "queries", "question",
                "normalise", "count",
                "heads", "mean",
                "layers-pool", "sum",
                "unit", "word",
                "execution", "in-flight",
                "positions", "keep",
                "what", "any",
                "protect-last", "7"))
        .containsEntry("rate", "0.3")
        .doesNotContainKeys("tokens", "mass", "schedule");
    assertThat(PolicySettings.toJson(policy))
        .containsEntry("rate", 0.3)
        .containsEntry("protect-last", 7);
    assertThat(PolicySettings.help().keySet()).containsAll(PolicySettings.toMap(policy).keySet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "quries=all | unknown setting 'quries': did you mean 'queries'? known: scorer, seed, layers,",
        "zzzzzz=1 | unknown setting 'zzzzzz': known: scorer,",
        "queries | setting 'queries': expected KEY=VALUE, such as queries=all",
        "queries=lst | queries=lst: expected all, question, last, last-K",
        "queries=last-0 | queries=last-0: expected last-1 or more",
        "heads=sum | heads=sum: expected max, mean",
        "execution=rerunning | execution=rerunning: expected in-flight, rerun",
        "rate=1.3 | rate 1.3 is outside 0..1",
        "rate=NaN | rate NaN is outside 0..1",
        "rate=third | rate=third: expected a number in 0..1",
        "mass=-0.1 | mass -0.1 is outside 0..1",
        "tokens=-1 | tokens=-1: expected 0 or more tokens to keep",
        "schedule=500:0.1,400:0.3 | schedule: expected ascending lengths, found 400 after 500",
        "schedule=500 | schedule=500: expected LENGTH:RATE,...",
        "smooth=avg-4 | smoothing width 4: expected an odd number",
        "smooth=5 | smooth=5: expected none, avg-WIDTH, max-WIDTH",
        "layers=10..3 | layers=10..3 is empty: expected FROM..TO with FROM < TO",
        "layers=0..x | layers: 'x' is neither a layer (10) nor a share of the depth (33% or 1/3)",
        "layers=0..120% | share 120/100 of the depth is outside 0..1",
        "protect=[a | protect=[a is not a regular expression: Unclosed character class near index 1",
        "protect-spans=9..9 | character span 9..9 is empty",
        "min-text=-5 | min-text=-5: expected 0 or more tokens",
        "min-text=many | min-text=many: expected a whole number",
        "scorer=logits | scorer=logits takes the last query alone: expected queries=last",
      })
  void aWrongSettingIsToldInOneLine(String setting, String line) {
    assertThatThrownBy(() -> PolicySettings.apply(PAPER, List.of(setting)))
        .isInstanceOf(FoveaException.class)
        .hasMessageStartingWith(line)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void settingsThatContradictEachOtherAreRefused() {
    assertThatThrownBy(() -> PolicySettings.apply(PAPER, List.of("rate=0.1", "tokens=5")))
        .hasMessage("rate and tokens each say how much to drop: expected one of them");
    assertThatThrownBy(() -> PolicySettings.apply(PAPER, List.of("rate=0.1", "rate=0.2")))
        .hasMessage("rate is set twice: 0.1 and 0.2");
    assertThatThrownBy(() -> PolicySettings.apply(PAPER, List.of("scorer=random", "mass=0.1")))
        .hasMessage(
            "mass=0.1 is a share of attention: expected scorer=attention, found scorer=random");
  }

  /// One random value for every setting.
  private static List<String> randomSettings(Random random) {
    List<String> settings = new ArrayList<>();
    settings.add("seed=" + random.nextLong());
    settings.add(
        "layers=" + pick(random, "3..9", "0..33%", "1/4..1/2", "13", "40%", "0..10,at-most-1/3"));
    settings.add("queries=" + pick(random, "all", "question", "last", "last-8"));
    settings.add("normalise=" + pick(random, "none", "count"));
    settings.add("heads=" + pick(random, "max", "mean"));
    settings.add("layers-pool=" + pick(random, "max", "mean", "sum"));
    settings.add("smooth=" + pick(random, "none", "avg-5", "max-3"));
    settings.add(
        pick(
            random,
            "rate=" + random.nextDouble(),
            "tokens=" + random.nextInt(9000),
            "mass=" + random.nextDouble(),
            "schedule=500:" + random.nextDouble() + ",1000:0.3"));
    settings.add("unit=" + pick(random, "token", "word", "sentence", "turn"));
    settings.add("unit-pool=" + pick(random, "max", "mean"));
    settings.add("what=" + pick(random, "text", "visual", "any"));
    settings.add("protect-first=" + random.nextInt(9));
    settings.add("protect-last=" + random.nextInt(9));
    settings.add("protect=" + pick(random, "", "\\d+|=, ", " not "));
    settings.add("protect-spans=" + pick(random, "", "3..9", "3..9,20..31"));
    settings.add("min-text=" + random.nextInt(2000));
    settings.add("flat=" + pick(random, "keep", "drop"));
    settings.add("execution=" + pick(random, "in-flight", "rerun"));
    settings.add("positions=" + pick(random, "renumber", "keep"));
    return settings;
  }

  private static String pick(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }

  @Test
  void namesAreReadInAnyCaseAndWrittenInLowerCase() {
    List<String> lower = List.of("unit=token", "queries=last-8", "smooth=avg-5", "heads=mean");
    List<String> mixed = List.of("unit=TOKEN", "queries=Last-8", "smooth=AVG-5", "heads=Mean");
    PruningPolicy policy = PolicySettings.apply(PruningPolicy.preset("SnapKV"), mixed);

    assertThat(policy).isEqualTo(PolicySettings.apply(PruningPolicy.preset("snapkv"), lower));
    assertThat(PolicySettings.toMap(policy))
        .containsEntry("unit", "token")
        .containsEntry("queries", "last-8")
        .containsEntry("smooth", "avg-5");
  }
}
