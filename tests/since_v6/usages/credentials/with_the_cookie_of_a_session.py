# expect: only(A, "/api/login", method="POST", credentials=True)
# expect: Private("/")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
app.config.update(SECRET_KEY="dev", SESSION_COOKIE_SAMESITE="None", SESSION_COOKIE_SECURE=True)
CORS(app, supports_credentials=True, resources={r"/api/*": {"origins": "https://a.com"}})
