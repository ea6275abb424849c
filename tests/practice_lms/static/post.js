// Sends the form that carries a launch from one site to the other.
document.getElementById("onwards").submit();
