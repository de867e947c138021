// What of Fava's frame do our pages mend? Its pages name no language, so that a screen reader guesses; ours are in English.
export default {
  init() {
    document.documentElement.lang = "en-GB";
  },
};
