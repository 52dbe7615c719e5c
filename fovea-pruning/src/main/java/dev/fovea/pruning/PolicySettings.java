package dev.fovea.pruning;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.observe.PositionRule;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The settings of a [PruningPolicy] as `KEY=VALUE`, read and printed. Printing names every
/// setting; of the four budgets it names the one in force. Reading what was printed gives an equal
/// policy.
public final class PolicySettings {

  private static final String BASE = "paper";

  private static final Set<String> BUDGETS = Set.of("rate", "tokens", "mass", "schedule");

  /// One name, how its value is read, and how it is printed.
  private record Setting(
      String values,
      BiConsumer<PruningPolicyBuilder, String> read,
      Function<PruningPolicy, Object> print) {}

  private static final Map<String, Setting> SETTINGS = new LinkedHashMap<>();

  static {
    choice("scorer", Scorer.class, PruningPolicyBuilder::scorer, PruningPolicy::scorer);
    put("seed", "of scorer=random", (b, v) -> b.seed(longNumber(v)), PruningPolicy::seed);
    put(
        "layers",
        "0..10 (layers 0 to 9), 0..33%, 13 or 40% (one layer), 0..10,at-most-1/3",
        (b, v) -> b.layers(LayerRange.parse(v)),
        p -> p.layers().text());
    put(
        "queries",
        "all, question, last, last-K",
        (b, v) -> b.queries(Queries.parse(v)),
        p -> p.queries().text());
    choice(
        "normalise",
        Normalisation.class,
        PruningPolicyBuilder::normalise,
        PruningPolicy::normalise);
    choice("heads", HeadPooling.class, PruningPolicyBuilder::heads, PruningPolicy::heads);
    choice(
        "layers-pool",
        LayerPooling.class,
        PruningPolicyBuilder::layersPool,
        PruningPolicy::layersPool);
    put(
        "smooth",
        "none, avg-WIDTH, max-WIDTH",
        (b, v) -> b.smooth(Smoothing.parse(v)),
        p -> p.smooth().text());
    budget(
        "rate",
        "share of the prunable tokens to drop, 0..1",
        v -> new Budget.Rate(Names.share("rate", v)));
    budget(
        "tokens",
        "how many prunable tokens to keep at most",
        v -> new Budget.Tokens(Names.wholeNumber("tokens", v)));
    budget(
        "mass",
        "share of the attention that the dropped tokens may hold, 0..1",
        v -> new Budget.Mass(Names.share("mass", v)));
    budget("schedule", "rate by context length, such as 500:0.1,1000:0.3", Budget::parseSchedule);
    choice("unit", PruningUnit.class, PruningPolicyBuilder::unit, PruningPolicy::unit);
    choice("unit-pool", UnitPooling.class, PruningPolicyBuilder::unitPool, PruningPolicy::unitPool);
    choice("what", PruningTarget.class, PruningPolicyBuilder::what, PruningPolicy::what);
    count("protect-first", PruningPolicyBuilder::protectFirst, PruningPolicy::protectFirst);
    count("protect-last", PruningPolicyBuilder::protectLast, PruningPolicy::protectLast);
    put(
        "protect",
        "regular expression over the prompt",
        PruningPolicyBuilder::protect,
        PruningPolicy::protect);
    put(
        "protect-spans",
        "characters of the prompt, such as 12..40,80..96",
        (b, v) -> b.protectSpans(spans(v)),
        p -> p.protectSpans().stream().map(CharacterSpan::text).collect(Collectors.joining(",")));
    count("min-text", PruningPolicyBuilder::minText, PruningPolicy::minText);
    choice("flat", FlatScores.class, PruningPolicyBuilder::flat, PruningPolicy::flat);
    choice("execution", Execution.class, PruningPolicyBuilder::execution, PruningPolicy::execution);
    choice(
        "positions", PositionRule.class, PruningPolicyBuilder::positions, PruningPolicy::positions);
  }

  private PolicySettings() {}

  /// `base` with settings such as `queries=last-8` put in.
  ///
  /// @throws FoveaException if a setting is unknown, wrong, or given twice
  public static PruningPolicy apply(PruningPolicy base, List<String> settings) {
    Map<String, String> byName = new LinkedHashMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new FoveaException(
            String.format(
                Locale.ROOT, "setting '%s': expected KEY=VALUE, such as queries=all", setting));
      }
      String name = setting.substring(0, equals).strip();
      String value = setting.substring(equals + 1);
      String before = byName.putIfAbsent(name, value);
      if (before != null) {
        throw new FoveaException(
            String.format(Locale.ROOT, "%s is set twice: %s and %s", name, before, value));
      }
    }
    return apply(base, byName);
  }

  /// `base` with the settings put in; the four budgets exclude each other.
  ///
  /// @throws FoveaException if a setting is unknown or wrong
  public static PruningPolicy apply(PruningPolicy base, Map<String, String> settings) {
    List<String> budgets = settings.keySet().stream().filter(BUDGETS::contains).sorted().toList();
    if (budgets.size() > 1) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s each say how much to drop: expected one of them",
              String.join(" and ", budgets)));
    }
    PruningPolicyBuilder builder = base.toBuilder();
    settings.forEach((name, value) -> {
      Setting setting = SETTINGS.get(name);
      if (setting == null) {
        throw Names.unknown("setting", name, SETTINGS.keySet());
      }
      setting.read().accept(builder, value);
    });
    return builder.build();
  }

  /// The policy that [#toMap] printed.
  public static PruningPolicy parse(Map<String, String> printed) {
    return apply(PruningPolicy.preset(BASE), printed);
  }

  /// A policy in one line: preset `paper`, its budget, and what differs from the preset. Reading
  /// the settings in it gives an equal policy.
  public static String line(PruningPolicy policy) {
    Map<String, String> preset = toMap(PruningPolicy.preset(BASE));
    String budget = policy.budget().setting();
    return toMap(policy).entrySet().stream()
        .filter(setting ->
            setting.getKey().equals(budget)
                || !setting.getValue().equals(preset.get(setting.getKey())))
        .map(setting -> " " + setting.getKey() + "=" + setting.getValue())
        .collect(Collectors.joining("", BASE, ""));
  }

  /// Every setting by name, as text that [#parse] reads.
  public static Map<String, String> toMap(PruningPolicy policy) {
    Map<String, String> map = new LinkedHashMap<>();
    toJson(policy).forEach((name, value) -> map.put(name, value.toString()));
    return map;
  }

  /// Every setting by name, numbers as numbers.
  public static Map<String, Object> toJson(PruningPolicy policy) {
    Map<String, Object> map = new LinkedHashMap<>();
    SETTINGS.forEach((name, setting) -> {
      if (!BUDGETS.contains(name) || policy.budget().setting().equals(name)) {
        map.put(name, setting.print().apply(policy));
      }
    });
    return map;
  }

  /// Every setting's name and which values it takes, for help texts.
  public static Map<String, String> help() {
    Map<String, String> help = new LinkedHashMap<>();
    SETTINGS.forEach((name, setting) -> help.put(name, setting.values()));
    return help;
  }

  private static void put(
      String name,
      String values,
      BiConsumer<PruningPolicyBuilder, String> read,
      Function<PruningPolicy, Object> print) {
    SETTINGS.put(name, new Setting(values, read, print));
  }

  private static <E extends Enum<E>> void choice(
      String name,
      Class<E> type,
      BiConsumer<PruningPolicyBuilder, E> read,
      Function<PruningPolicy, E> print) {
    put(
        name,
        String.join(", ", Names.all(type)),
        (builder, value) -> read.accept(builder, Names.constant(type, name, value)),
        policy -> Names.of(print.apply(policy)));
  }

  private static void count(
      String name,
      BiConsumer<PruningPolicyBuilder, Integer> read,
      Function<PruningPolicy, Object> print) {
    put(
        name,
        "number of tokens",
        (builder, value) -> read.accept(builder, Names.wholeNumber(name, value)),
        print);
  }

  private static void budget(String name, String values, Function<String, Budget> read) {
    put(
        name,
        values,
        (builder, value) -> builder.budget(read.apply(value)),
        policy -> policy.budget().value());
  }

  private static long longNumber(String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw Names.wrongValue("seed", value, "a whole number");
    }
  }

  private static List<CharacterSpan> spans(String value) {
    return value.isEmpty()
        ? List.of()
        : Arrays.stream(value.split(",", -1)).map(CharacterSpan::parse).toList();
  }
}
