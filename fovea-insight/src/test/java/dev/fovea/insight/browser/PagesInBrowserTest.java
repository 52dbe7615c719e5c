package dev.fovea.insight.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import dev.fovea.insight.page.PageFile;
import dev.fovea.insight.page.html.Numbers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every page as people meet it: with a mouse, a keyboard, a phone, in the dark, on paper.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesInBrowserTest {
  /// Texts whose contrast with what lies behind them is below 4.5 (WCAG 2.2, AA).
  private static final String LOW_CONTRAST =
      """
      () => {
        const parse = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return n.length === 3 ? [...n, 1] : n; };
        const over = (top, below) => below.map((c, i) => i === 3 ? 1 : top[i] * top[3] + c * (1 - top[3]));
        const light = (c) => { const l = c.slice(0, 3).map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
          return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]; };
        const behind = (e) => { const layers = [];
          for (let at = e; at; at = at.parentElement) { layers.unshift(parse(getComputedStyle(at).backgroundColor)); }
          return layers.reduce((below, top) => over(top, below), [255, 255, 255, 1]); };
        const found = [];
        for (const e of document.querySelectorAll("body *")) {
          const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim() !== "");
          if (!own || e.closest("script,style,.marks,#tip") || e.getClientRects().length === 0) { continue; }
          const style = getComputedStyle(e);
          const ground = behind(e);
          const ink = over(parse(e instanceof SVGElement ? style.fill : style.color), ground);
          const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
          if ((a + 0.05) / (b + 0.05) < 4.5) { found.push(e.outerHTML.slice(0, 120) + " " + ((a + 0.05) / (b + 0.05)).toFixed(2)); }
        }
        return found;
      }
      """;

  private final Map<String, Path> files = new LinkedHashMap<>();
  private final List<BrowserContext> contexts = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private Chromium chromium;

  @BeforeAll
  void start(@TempDir Path folder) {
    chromium = Chromium.start();
    Gallery.pages()
        .forEach((name, page) -> {
          Path file = folder.resolve(name + ".html");
          PageFile.write(file, page);
          files.put(name, file);
        });
  }

  @AfterAll
  void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @AfterEach
  void close() {
    contexts.forEach(BrowserContext::close);
    contexts.clear();
    assertThat(complaints).as("what the browser complains of").isEmpty();
  }

  static Set<String> names() {
    return Gallery.pages().keySet();
  }

  private Page open(String name, int width, ColorScheme scheme) {
    BrowserContext context =
        chromium
            .browser()
            .newContext(new NewContextOptions().setViewportSize(width, 800).setColorScheme(scheme));
    contexts.add(context);
    Page page = context.newPage();
    String address = Objects.requireNonNull(files.get(name)).toUri().toString();
    page.onConsoleMessage(message -> complaints.add(message.text()));
    page.onPageError(complaints::add);
    page.onRequest(request -> {
      String url = request.url();
      if (!url.equals(address) && !url.startsWith("data:")) {
        complaints.add("asked for " + url);
      }
    });
    page.navigate(address);
    return page;
  }

  @ParameterizedTest
  @MethodSource("names")
  void nothingIsComplainedOfAndNothingElseIsAskedFor(String name) {
    Page page = open(name, 1000, ColorScheme.LIGHT);

    assertThat(page.locator("h1").count()).isEqualTo(1);
    assertThat(page.locator("section").count()).isPositive();
    assertThat(page.locator("nav a").count()).isEqualTo(page.locator("section").count());
    assertThat(page.locator("section > p.says").allInnerTexts()).noneMatch(String::isBlank);
    assertThat(page.locator("[hidden]:not(#tip)").count()).as("controls are shown").isZero();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aPhoneNeedsNoScrollingToTheSide(String name) {
    Page page = open(name, 360, ColorScheme.LIGHT);
    page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true; })");

    assertThat(page.evaluate("() => document.documentElement.scrollWidth")).isEqualTo(360);
    assertThat(
            page.evaluate(
                "() => [...document.querySelectorAll('.chart text')].filter((t) => t.getBoundingClientRect().right > 360 || t.getBoundingClientRect().left < 0).map((t) => t.textContent)"))
        .isEqualTo(List.of());
  }

  static Stream<Arguments> schemes() {
    return names().stream()
        .flatMap(name ->
            Stream.of(ColorScheme.LIGHT, ColorScheme.DARK)
                .map(scheme -> Arguments.of(name, scheme)));
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void textStandsOutFromWhatLiesBehindIt(String name, ColorScheme scheme) {
    Page page = open(name, 1000, scheme);

    assertThat(page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches"))
        .isEqualTo(scheme == ColorScheme.DARK);
    assertThat(page.evaluate(LOW_CONTRAST)).isEqualTo(List.of());
  }

  @ParameterizedTest
  @MethodSource("names")
  void paperHoldsTheNumbersAndNoControls(String name) {
    Page page = open(name, 1000, ColorScheme.DARK);
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))");

    assertThat(page.locator("nav").isVisible()).isFalse();
    assertThat(page.locator(".controls:visible").count()).isZero();
    assertThat(page.locator("details:not([open])").count()).isZero();
    assertThat(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(255, 255, 255)");
    assertThat(page.evaluate(LOW_CONTRAST)).isEqualTo(List.of());
    assertThat(page.pdf()).hasSizeGreaterThan(1000);
  }

  @Test
  void theSliderShadesTheTokensOfItsLayer() {
    Page page = open("attention", 1000, ColorScheme.LIGHT);
    Locator slider = page.locator("#pictures input.layer");
    Locator token = page.locator("#pictures rect[data-p='40']");
    float[] layer = Gallery.survey().fromLast().get(2);
    String before = token.getAttribute("fill");

    page.locator("#pictures input.view-choice").nth(2).check();
    slider.focus();
    for (int step = 0; step < 3; step++) {
      slider.press("ArrowRight");
    }

    assertThat(page.locator("#pictures output").innerText()).isEqualTo("layer 2");
    assertThat(slider.getAttribute("aria-valuetext")).isEqualTo("layer 2");
    assertThat(token.getAttribute("fill")).isNotEqualTo(before);
    token.hover();
    assertThat(page.locator("#tip").innerText())
        .startsWith(Numbers.percent(layer[40]) + " of the last token's attention\n")
        .contains("position 40");
    page.locator("#prompt [data-p='0']").hover();
    assertThat(page.locator("#tip").innerText())
        .as("each slider moves its own section")
        .contains(Numbers.percent(mean(0)));
  }

  private static double mean(int position) {
    return Gallery.survey().fromLast().stream()
        .mapToDouble(layer -> layer[position])
        .average()
        .orElse(0);
  }

  @Test
  void highestAndLowestShadesAreThoseOfTheHighestAndLowestValues() {
    Page page = open("attention", 1000, ColorScheme.LIGHT);
    page.locator("#tokens select.shading").selectOption("LAYER");

    assertThat(page.locator("#prompt [data-p='0']").getAttribute("class")).contains("s9");
    assertThat(page.locator("#pictures .view").nth(1).locator("rect[fill='#fcffa4']").count())
        .isEqualTo(1);
  }

  @Test
  void arrowKeysTellTheNumbersOfAChart() {
    Page page = open("flow", 1000, ColorScheme.LIGHT);
    page.locator("#flow svg.chart [tabindex='0']").focus();

    page.keyboard().press("ArrowRight");

    assertThat(page.locator("#tip").innerText())
        .startsWith(
            "layer 1\ninto the last token (S_vt): " + Numbers.number(9e-6 * Math.exp(-8 / 5.0)));
    assertThat(page.locator(":focus").getAttribute("aria-label")).startsWith("layer 1, into");
    page.keyboard().press("End");
    assertThat(page.locator("#tip").innerText()).startsWith("layer 23\n");
    page.keyboard().press("Escape");
    assertThat(page.locator("#tip").isVisible()).isFalse();
  }

  @Test
  void explainedTextCanBeSeenAsItWasRead() {
    Page page = open("explain", 1000, ColorScheme.LIGHT);
    int gone = page.locator("#prompt del").count();

    page.locator("input.prompt-view").nth(1).check();

    assertThat(gone).isEqualTo(9);
    assertThat(page.locator("#prompt del:visible").count()).isZero();
    page.locator("#prompt span.protected").nth(1).focus();
    assertThat(page.locator("#tip").innerText()).contains("protected, kept");
  }
}
